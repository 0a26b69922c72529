using StackOperator.Api.Commands;

return await ApiCommandLine.RunAsync(args);
