using MesaBench.Engines.Operations;
using MesaBench.Kernels;

namespace MesaBench.Bench.Roofline;

/// <summary>
/// The costs of all operations. FLOP are those of the formula: a multiply-add is two; a root, an exponential or a hyperbolic tangent one, however long
/// its polynomial; what an epilogue adds to a sum that has been made is left out, and so are zeros of padding. What works on ints, copies, or
/// does some dozens of operations a sample (policies and their losses) is free of them: there memory decides.
/// </summary>
internal static class CostRules
{
    /// <summary>The rule of each operation.</summary>
    public static IReadOnlyDictionary<Type, CostRule> All { get; } = Products().Concat(Cells()).Concat(Elementwise()).Concat(Policies()).Concat(Free())
        .ToDictionary(rule => rule.Operation);

    /// <summary>The cost of an operation in a cohort of so many agents.</summary>
    public static OperationCost Of(IOperation operation, int agents, UploadedTables tables) => All[operation.GetType()].Of(operation, agents, tables);

    private static IEnumerable<CostRule> Products() =>
    [
        Rule<Product>(o => 2.0 * o.X.Rows * o.X.Columns * o.Y.Columns) with { Steps = Sum<Product>((o, _) => o.X.Columns) },
        Rule<WeightGradient>(o => 2.0 * o.X.Rows * o.X.Columns * o.Dy.Columns, ("Dw", _ => 1)) with { Steps = Sum<WeightGradient>((o, _) => o.X.Rows) },
        Rule<BiasGradient>(o => (double)o.Dy.Rows * o.Dy.Columns, ("Db", _ => 1)),
        Counted<LocalProduct>((o, tables) => 2.0 * tables.Pairs(o.Sources) * o.Inputs * o.W.Columns * o.Y.Columns) with
        {
            Steps = Sum<LocalProduct>((o, tables) => (double)tables.Pairs(o.Sources) / o.Sources.Columns * o.Inputs),
        },
        Counted<LocalWeightGradient>((o, tables) => 2.0 * tables.Pairs(o.Sources) * o.Inputs * o.Outputs * o.Dy.Columns, ("Partials", _ => 1)) with
        {
            Steps = Sum<LocalWeightGradient>((o, tables) => tables.Pairs(o.Sources) * (o.Dy.Columns / 16.0) * o.Inputs * o.Outputs / o.Partials.Rows),
        },
        Rule<LocalBiasGradient>(o => (double)o.Dy.Rows * o.Dy.Columns, ("Partials", _ => 1)),
        Rule<SumPartials>(o => 16.0 * o.Partials.Rows, ("Partials", _ => 1), ("To", _ => 1)),
        Counted<LocalOnes>((o, tables) => (double)tables.Pairs(o.Sources) * o.W.Columns),
        Counted<LocalOnesGradient>(
            (o, tables) => (double)tables.Pairs(o.Sources) * (o.Partials.Rows / o.Sources.Rows) * o.Dy.Columns, ("Partials", _ => 1)),
        Rule<SparseInput>(o => SparseSums(o.Features.Rows, o.Changed?.Rows, o.Features.Columns - 1, o.Changed?.Rows ?? 1) * o.Y.Columns,
            ("Features", o => SparseInts(o.Features.Rows, o.Changed?.Rows, o.Features.Columns)),
            ("W", o => SparseRows(o.Features.Rows, o.Changed?.Rows, o.Features.Columns - 1, o.W.Rows))),
        Rule<SparseInputGradient>(o => SparseSums(o.Features.Rows, o.Changed?.Rows, o.Features.Columns - 1, GradientStay) * o.Dy.Columns,
            ("Features", o => SparseInts(o.Features.Rows, o.Changed?.Rows, o.Features.Columns)),
            ("Dw", o => SparseRows(o.Features.Rows, o.Changed?.Rows, o.Features.Columns - 1, o.Dw.Rows))) with
        {
            Writes = Shares<SparseInputGradient>(("Dw", o => SparseRows(o.Features.Rows, o.Changed?.Rows, o.Features.Columns - 1, o.Dw.Rows))),
        },
        Rule<AttentionScores>(o => Pairwise(o.A.Rows, o.Width, o.A.Columns) + (double)o.To.Rows * o.To.Columns) with
        {
            Steps = Sum<AttentionScores>((o, _) => o.Width / o.Heads * ((o.A.Rows / o.Width + 3) / 4)), // four cells after the other
        },
        Rule<AttentionMix>(o => Pairwise(o.X.Rows, o.Width, o.X.Columns) + (double)o.To.Rows * o.To.Columns) with
        {
            Steps = Sum<AttentionMix>((o, _) => o.X.Rows / o.Width),
        },
    ];

    private static IEnumerable<CostRule> Cells() =>
    [
        Rule<PickCell>(_ => 0, ("X", o => (double)o.To.Rows / o.X.Rows), ("Features", Two<PickCell>(o => o.Features.Columns))),
        Rule<AddAtCell>(
            o => (double)o.X.Rows * o.X.Columns, ("To", o => (double)o.X.Rows / o.To.Rows), ("Features", Two<AddAtCell>(o => o.Features.Columns))) with
        {
            Writes = Shares<AddAtCell>(("To", o => (double)o.X.Rows / o.To.Rows)),
        },
        Rule<Pool>(o => 2.0 * o.X.Rows * o.X.Columns),
        Rule<PoolGradient>(o => 2.0 * o.X.Rows * o.X.Columns),
        Rule<SoftmaxGroups>(o => 5.0 * o.Y.Rows * o.Y.Columns, ("Y", _ => 1)),
        Rule<SoftmaxGroupsGradient>(o => 4.0 * o.P.Rows * o.P.Columns, ("Gradient", _ => 1)),
        Rule<Normalise>(o => 8.0 * o.X.Rows * o.X.Columns),
        Rule<NormaliseGradient>(o => 12.0 * o.X.Rows * o.X.Columns),
        Rule<NormaliseGainGradient>(o => 4.0 * o.X.Rows * o.X.Columns, ("Partials", _ => 1)),
        Rule<KeepContent>(o => 8.0 * o.Before.Rows * o.Before.Columns, ("Gates", _ => 1)),
        Rule<KeepContentGradient>(o => 13.0 * o.Before.Rows * o.Before.Columns, ("Gates", _ => 0.75), ("Content", _ => 1)) with
        {
            Writes = Shares<KeepContentGradient>(("Sums", _ => 0.75)),
        },
        Rule<ShowContent>(o => 2.0 * o.Content.Rows * o.Content.Columns, ("Gates", _ => 0.25)),
        Rule<ShowContentGradient>(o => 9.0 * o.Content.Rows * o.Content.Columns, ("Gates", _ => 0.25), ("Content", _ => 1)) with
        {
            Writes = Shares<ShowContentGradient>(("Sums", _ => 0.25)),
        },
    ];

    private static IEnumerable<CostRule> Elementwise() =>
    [
        Rule<Add>(o => (double)o.To.Rows * o.To.Columns, ("To", _ => 1)),
        Rule<Pointwise>(o => (o.Formula switch { Formula.Product => 1.0, Formula.Blend => 3.0, _ => 2.0 }) * o.To.Rows * o.To.Columns),
        Rule<Activate>(o => (o.Activation is Activation.TanhGradient or Activation.SigmoidGradient ? 3.0 : 1.0) * o.Y.Rows * o.Y.Columns, ("Y", _ => 1)),
        // Two for the norm, then fifteen: the clipped gradient, two moments, and the move.
        Rule<Adam>(o => 17.0 * o.Weights.Rows * o.Weights.Columns,
            ("Weights", _ => 1), ("Gradient", _ => 1), ("Memory.Mean", _ => 1), ("Memory.Square", _ => 1)),
        Rule<AddDirection>(o => 2.0 * o.State.Rows * o.State.Columns, ("State", _ => 1)),
        Rule<ProjectOut>(o => 4.0 * o.Directions.Rows * o.State.Rows * o.State.Columns, ("State", _ => 1)),
    ];

    /// <summary>Operations on a sample's few numbers: of the rollout's rows they need some.</summary>
    private static IEnumerable<CostRule> Policies()
    {
        const double Rows = Rollout.Rows;
        yield return Rule<SampleActions>(null, ("Head", o => (double)Rollout.Actions / o.Head.Rows)) with
        {
            Writes = Shares<SampleActions>(("Samples", _ => 4 / Rows)),
        };
        yield return Rule<AdvantageEstimate>(null, ("Head", o => 1.0 / o.Head.Rows), ("Samples", _ => 4 / Rows)) with
        {
            Writes = Shares<AdvantageEstimate>(("Samples", _ => 2 / Rows)),
        };
        yield return Rule<NormaliseAdvantages>(null, ("Samples", _ => 2 / Rows)) with
        {
            Writes = Shares<NormaliseAdvantages>(("Samples", _ => 1 / Rows)),
        };
        yield return Rule<PolicyLossGradient>(null, ("Samples", _ => 5 / Rows));
        yield return Rule<LogRatios>(null, ("Samples", _ => 2 / Rows));
        yield return Rule<ImitationLossGradient>(null, ("Samples", _ => 1 / Rows));
        yield return Rule<StepEnvironments>(null, [.. InWorld<StepEnvironments>(), ("State", _ => 1), ("Samples", _ => 1 / Rows), ("Tallies", _ => 1)]) with
        {
            Writes = Shares<StepEnvironments>(("Samples", _ => 4 / Rows)),
        };
        yield return Rule<StepEpisodes>(null, [.. InWorld<StepEpisodes>(), ("State", _ => 1), ("Samples", _ => 1 / Rows), ("Returns", _ => 1)]);
        yield return Rule<ResetEnvironments>(null, InWorld<ResetEnvironments>());
        yield return Rule<ScatterAgents>(null, [.. InWorld<ScatterAgents>(), ("State", _ => 1)]);
        yield return Rule<SweepAgents>(null, [.. InWorld<SweepAgents>(), ("State", _ => 1)]);
        yield return Rule<LabelActions>(null, ("Teacher.Actions", _ => 0));
        yield return Rule<DrawExchanges>(null, InWorld<DrawExchanges>());
    }

    /// <summary>What moves numbers, or counts them, and computes none.</summary>
    private static IEnumerable<CostRule> Free() =>
    [
        Rule<Zero>(null), Rule<Copy>(null), Rule<CopyInts>(null), Rule<Transpose>(null), Rule<RowsToPlanes>(null), Rule<PlanesToRows>(null),
        Rule<ShowFeatures>(null), Rule<Capture>(null), Rule<CaptureCells>(null), Rule<TakeSamples>(null), Rule<CountRunning>(null), Rule<LabelBest>(null),
        Rule<Exchange>(null, ("State", _ => 1)),
        // Only samples in which an episode begins are written, which are few.
        Rule<ClearFresh>(null) with { Writes = Shares<ClearFresh>(("To", _ => 0)) },
    ];

    /// <summary>A step looks up a few numbers in its level, wherever that lies in the tables.</summary>
    private static (string, Func<T, double>)[] InWorld<T>() => [("World.Levels", _ => 0), ("World.Optimal", _ => 0)];

    // A gradient's sum over what stays is added once in so many steps (SparseInputGradientKernel.BlockSteps).
    private const int GradientStay = 8;

    /// <summary>Sums of rows: one a sample for the agent's own feature, and those of the others, at most, once in so many steps.</summary>
    private static double SparseSums(int samples, int? steps, int most, int stay) =>
        samples + (steps is null ? samples : Math.Ceiling((double)samples / stay)) * (most - 1.0);

    /// <summary>The share of the lists that is read: two ints a sample, and the others' once an environment.</summary>
    private static double SparseInts(int samples, int? steps, int columns) => steps is { } some ? (2.0 + (columns - 2.0) / some) / columns : 1;

    /// <summary>The share of the weights' rows that some feature may call for.</summary>
    private static double SparseRows(int samples, int? steps, int most, int rows) =>
        Math.Min(1, (samples + samples / (steps ?? 1) * (most - 1.0)) / rows);

    /// <summary>Multiply-adds of every pair of cells, of [cell x feature][sample], in operations.</summary>
    private static double Pairwise(int rows, int width, int samples) => 2.0 * rows * (rows / (double)width) * samples;

    private static Func<IOperation, double> Any<T>(Func<T, double> of) => operation => of((T)operation);

    private static Func<T, double> Two<T>(Func<T, int> columns) => operation => 2.0 / columns(operation);

    private static Func<IOperation, UploadedTables, double> Sum<T>(Func<T, UploadedTables, double> of) => (operation, tables) => of((T)operation, tables);

    private static Dictionary<string, Func<IOperation, double>> Shares<T>(params (string Name, Func<T, double> Share)[] shares) =>
        shares.ToDictionary(share => share.Name, share => Any(share.Share));

    private static CostRule Rule<T>(Func<T, double>? flop, params (string Name, Func<T, double> Share)[] reads)
        where T : struct, IOperation => new(typeof(T), flop is null ? null : (operation, _) => flop((T)operation)) { Reads = Shares(reads) };

    private static CostRule Counted<T>(Func<T, UploadedTables, double> flop, params (string Name, Func<T, double> Share)[] reads)
        where T : struct, IOperation => new(typeof(T), Sum(flop)) { Reads = Shares(reads) };
}
