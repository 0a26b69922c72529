using StackOperator.Api;

await ApiApplication.Build(args).RunAsync();
