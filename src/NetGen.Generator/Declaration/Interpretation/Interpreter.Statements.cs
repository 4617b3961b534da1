using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Compiler.Diagnostics;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>How a statement ended.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
    Return,
}

internal sealed partial class Interpreter
{
    private Flow Execute(IOperation operation, Frame frame)
    {
        Step(operation);
        switch (operation)
        {
            case IBlockOperation block:
                return ExecuteAll(block.Operations, frame);
            case IVariableDeclarationGroupOperation group:
                foreach (var declaration in group.Declarations) Declare(declaration, frame);
                return Flow.Next;
            case IExpressionStatementOperation statement:
                Evaluate(statement.Operation, frame);
                return Flow.Next;
            case IReturnOperation { Kind: OperationKind.Return } result:
                frame.Result = result.ReturnedValue is { } value ? Evaluate(value, frame) : null;
                return Flow.Return;
            case IConditionalOperation conditional:
                if (Condition(conditional.Condition, frame)) return Execute(conditional.WhenTrue, frame);
                return conditional.WhenFalse is { } otherwise ? Execute(otherwise, frame) : Flow.Next;
            case ILoopOperation loop:
                return ExecuteLoop(loop, frame);
            case IBranchOperation { BranchKind: BranchKind.Break }:
                return Flow.Break;
            case IBranchOperation { BranchKind: BranchKind.Continue }:
                return Flow.Continue;
            case ISwitchOperation choice:
                return ExecuteSwitch(choice, frame);
            case ILocalFunctionOperation or IEmptyOperation:
                return Flow.Next;
            case ILabeledOperation or IBranchOperation:
                throw Unsupported(operation, "A jump to a label", "use loops with break, continue or return");
            case ITryOperation:
                throw Unsupported(operation, "try", "check the condition with if");
            case IUsingOperation or IUsingDeclarationOperation:
                throw Unsupported(operation, "using", "nothing here holds resources");
            case ILockOperation:
                throw Unsupported(operation, "lock", "the body is run once, by one thread");
            case IReturnOperation { Kind: OperationKind.YieldReturn or OperationKind.YieldBreak }:
                throw Unsupported(operation, "yield", "return a list or an array");
            case IInvalidOperation:
                throw Stop();
            default:
                Evaluate(operation, frame);
                return Flow.Next;
        }
    }

    private Flow ExecuteAll(ImmutableArray<IOperation> operations, Frame frame)
    {
        foreach (var operation in operations)
            if (Execute(operation, frame) is var flow and not Flow.Next) return flow;
        return Flow.Next;
    }

    private void Declare(IVariableDeclarationOperation declaration, Frame frame)
    {
        foreach (var declarator in declaration.Declarators)
        {
            if (declarator.Symbol.RefKind != RefKind.None) throw Unsupported(declarator, "A ref variable", "use an array or a list with an index");
            var initializer = declarator.Initializer ?? declaration.Initializer;
            frame.Declare(declarator.Symbol, initializer is null ? null : Evaluate(initializer.Value, frame));
        }
    }

    private Flow ExecuteLoop(ILoopOperation loop, Frame frame)
    {
        var outer = _loop;
        _loop = loop;
        var flow = loop switch
        {
            IForLoopOperation l => ExecuteFor(l, frame),
            IForEachLoopOperation l => ExecuteForEach(l, frame),
            IWhileLoopOperation l => ExecuteWhile(l, frame),
            _ => throw Unsupported(loop, "This loop", "use for, foreach or while"),
        };
        _loop = outer;
        return flow;
    }

    private Flow ExecuteFor(IForLoopOperation loop, Frame frame)
    {
        foreach (var before in loop.Before) Execute(before, frame);
        while (loop.Condition is null || Condition(loop.Condition, frame))
        {
            Step(loop);
            var flow = Execute(loop.Body, frame);
            if (flow == Flow.Break) break;
            if (flow == Flow.Return) return flow;
            foreach (var bottom in loop.AtLoopBottom) Execute(bottom, frame);
        }
        return Flow.Next;
    }

    private Flow ExecuteWhile(IWhileLoopOperation loop, Frame frame)
    {
        if (loop.Condition is not { } condition) throw Stop();
        while (!loop.ConditionIsTop || Condition(condition, frame) != loop.ConditionIsUntil)
        {
            Step(loop);
            var flow = Execute(loop.Body, frame);
            if (flow == Flow.Break) break;
            if (flow == Flow.Return) return flow;
            if (!loop.ConditionIsTop && Condition(condition, frame) == loop.ConditionIsUntil) break;
        }
        return Flow.Next;
    }

    private Flow ExecuteForEach(IForEachLoopOperation loop, Frame frame)
    {
        foreach (object? item in Elements(Evaluate(loop.Collection, frame), loop.Collection).ToArray())
        {
            Step(loop);
            switch (loop.LoopControlVariable)
            {
                case IVariableDeclaratorOperation declarator: frame.Declare(declarator.Symbol, item); break;
                case var target: Assign(target, item, frame); break;
            }
            var flow = Execute(loop.Body, frame);
            if (flow == Flow.Break) break;
            if (flow == Flow.Return) return flow;
        }
        return Flow.Next;
    }

    private Flow ExecuteSwitch(ISwitchOperation choice, Frame frame)
    {
        object? value = Evaluate(choice.Value, frame);
        RequireKnown(value, choice.Value, "switch");
        ISwitchCaseOperation? chosen = null;
        foreach (var section in choice.Cases)
        {
            if (section.Clauses.Any(c => Matches(c, value, frame)))
            {
                chosen = section;
                break;
            }
        }
        chosen ??= choice.Cases.FirstOrDefault(c => c.Clauses.Any(x => x is IDefaultCaseClauseOperation));
        if (chosen is null) return Flow.Next;
        var flow = ExecuteAll(chosen.Body, frame);
        return flow == Flow.Break ? Flow.Next : flow;
    }

    private bool Matches(ICaseClauseOperation clause, object? value, Frame frame) => clause switch
    {
        ISingleValueCaseClauseOperation single => AreEqual(value, Evaluate(single.Value, frame)),
        IPatternCaseClauseOperation pattern => Matches(pattern.Pattern, value, frame) && (pattern.Guard is null || Condition(pattern.Guard, frame)),
        IRelationalCaseClauseOperation relational => (bool)Operators.Binary(relational.Relation, value!, Evaluate(relational.Value, frame)!, false)!,
        IDefaultCaseClauseOperation => false,
        _ => throw Unsupported(clause, "This case", "use constants, relations and types"),
    };

    /// <summary>A condition, which must be known.</summary>
    private bool Condition(IOperation operation, Frame frame)
    {
        object? value = Evaluate(operation, frame);
        RequireKnown(value, operation, "a condition");
        return value as bool? ?? throw Unsupported(operation, "This condition", "make it a bool");
    }

    private void RequireKnown(object? value, IOperation operation, string place)
    {
        if (value is TensorValue && place == "a condition")
            throw Report(
                ForwardDescriptors.NotKnown, operation.Syntax, $"{Capital(place)} depends on a tensor, whose numbers are only known at run time",
                "use Where(condition, x, y) to choose between values, or Maximum, Minimum and Clip");
        if (value is ScalarValue)
            throw Report(
                ForwardDescriptors.NotKnown, operation.Syntax, $"{Capital(place)} depends on the argument of an element-wise function",
                "use condition ? a : b, of which both sides are computed");
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);
}
