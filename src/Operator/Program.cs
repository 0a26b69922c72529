using StackOperator.Operator;

return await OperatorApplication.RunAsync(args);
