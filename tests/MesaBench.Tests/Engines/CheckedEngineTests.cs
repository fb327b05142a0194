using System.Reflection;
using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Tests.Engines;

/// <summary>An operation whose tensors do not fit is refused, instead of leaving rows unwritten or writing over others'.</summary>
public sealed class CheckedEngineTests : IDisposable
{
    private readonly IEngine engine = Grid.NewEngine();

    public void Dispose() => engine.Dispose();

    [Fact]
    public void A_product_of_20_rows_is_refused()
    {
        Tensor x = engine.Floats(2, 20, 5), w = engine.Floats(2, 5, 4), y = engine.Floats(2, 20, 4);
        Assert.Equal(
            "Product: x.Rows is 20; allowed: a multiple of 16 (Lane)", Refusal(() => engine.Run(new Product(x, w, y, null, Activation.Identity))));
    }

    [Fact]
    public void Every_tensor_has_the_operations_agents_or_is_shared_by_them()
    {
        Tensor x = engine.Floats(2, 16, 5), w = engine.Floats(1, 5, 4), y = engine.Floats(2, 16, 4);
        Assert.Equal("Product: w has 1 agents; allowed: 2", Refusal(() => engine.Run(new Product(x, w, y, null, Activation.Identity))));
        engine.Run(new Product(x, w with { AgentStride = 0 }, y, null, Activation.Identity));
    }

    [Fact]
    public void Rows_and_columns_match()
    {
        Tensor x = engine.Floats(1, 16, 5), y = engine.Floats(1, 16, 4), w = engine.Floats(1, 6, 4), bias = engine.Floats(1, 1, 4);
        Assert.Equal("Product: x.Columns is 5; allowed: 6 (w.Rows)", Refusal(() => engine.Run(new Product(x, w, y, null, Activation.Identity))));
        Assert.Equal(
            "Product: addend.Rows is 1; allowed: 16 (y.Rows)",
            Refusal(() => engine.Run(new Product(x, w.RowRange(0, 5), y, bias, Activation.Identity))));
        engine.Run(new Product(x, w.RowRange(0, 5), y, bias.Repeated, Activation.Identity));
        Assert.Equal(
            "Product: addend is y; allowed: another tensor, or none",
            Refusal(() => engine.Run(new Product(x, w.RowRange(0, 5), y, y, Activation.Identity))));
        Assert.Equal(
            "Product: output is missing; allowed: the activation's output, of which ReluGradient is the gradient",
            Refusal(() => engine.Run(new Product(x, w.RowRange(0, 5), y, null, Activation.ReluGradient))));
        Assert.Equal(
            "Product: output is missing; allowed: the activation's output, of which TanhGradient is the gradient",
            Refusal(() => engine.Run(new Product(x, w.RowRange(0, 5), y, null, Activation.TanhGradient))));
        Assert.Equal("Product: addend.Columns is 3; allowed: 4 (y.Columns)", WithEpilogue(engine.Floats(1, 1, 3).Repeated, null));
        Assert.Equal("Product: output.Columns is 3; allowed: 4 (y.Columns)", WithEpilogue(null, engine.Floats(1, 16, 3)));
        Assert.Equal("Product: output.Rows is 32; allowed: 16 (y.Rows)", WithEpilogue(null, engine.Floats(1, 32, 4)));

        string WithEpilogue(Tensor? addend, Tensor? output) =>
            Refusal(() => engine.Run(new Product(x, w.RowRange(0, 5), y, addend, Activation.ReluGradient, output ?? y)));
    }

    [Fact]
    public void A_slice_stays_within_its_agents_part_and_within_the_memory()
    {
        Tensor tensor = engine.Floats(2, 4, 16);
        Assert.Equal(
            "Zero: to reaches to 80 of an agent's numbers; allowed: up to 64, where the next agent's begin",
            Refusal(() => engine.Run(new Zero(tensor.RowRange(3, 2) with { Agents = 1 }))));
        Assert.Equal(
            "Zero: to reaches from 32 to 144; allowed: its memory, from 0 to 128",
            Refusal(() => engine.Run(new Zero(tensor.RowRange(2, 3)))));
        Assert.Equal(
            "Zero: to begins at 8 with strides of 64 and 16; allowed: multiples of 16",
            Refusal(() => engine.Run(new Zero(tensor.ColumnRange(8, 8)))));
        Assert.EndsWith("allowed: multiples of 16", Refusal(() => engine.Run(new Zero(tensor with { AgentStride = 72 }))), StringComparison.Ordinal);
        Assert.EndsWith("allowed: multiples of 16", Refusal(() => engine.Run(new Zero(tensor with { RowStride = 24 }))), StringComparison.Ordinal);
        Assert.StartsWith("Zero: to reaches from 0", Refusal(() => engine.Run(new Zero(tensor.RowRange(0, -1)))), StringComparison.Ordinal);
        engine.Run(new Zero(tensor.RowRange(2, 2)));
        // Where there is one row it matters to nobody where the next would begin.
        engine.Run(new Zero(engine.Floats(2, 1, 32) with { RowStride = 16 }));
    }

    [Fact]
    public void Memory_that_was_freed_or_is_another_engines_is_refused()
    {
        Tensor tensor = engine.Floats(1, 1, 1);
        engine.Clear();
        Assert.Equal(
            "Zero: to lies in memory that is freed or another engine's; allowed: this engine's", Refusal(() => engine.Run(new Zero(tensor))));
    }

    [Fact]
    public void What_goes_up_or_down_is_whole()
    {
        Tensor tensor = engine.Floats(1, 2, 32);
        Assert.StartsWith("Upload: from.Length is 63; allowed: 64 (", Refusal(() => engine.Upload(new float[63], tensor)), StringComparison.Ordinal);
        Assert.StartsWith(
            "Download: from.RowStride is 32; allowed: 16 (", Refusal(() => engine.Download(tensor.ColumnRange(0, 16))), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_a_multiple_of_no_rows()
    {
        Tensor dy = engine.Floats(1, 18, 16), partials = engine.Floats(1, 9, 16);
        Assert.StartsWith(
            "LocalBiasGradient: dy.Rows is 18; allowed: a multiple of 0", Refusal(() => engine.Run(new LocalBiasGradient(dy, partials.RowRange(0, 0)))),
            StringComparison.Ordinal);
    }

    /// <summary>Each operation once with something that does not fit, and the beginning of what is said.</summary>
    public static TheoryData<string, string> Misfits => new(Calls.Select(call => (call.Key, call.Value.Said)));

    [Theory]
    [MemberData(nameof(Misfits))]
    public void Every_operation_checks(string operation, string said) =>
        Assert.StartsWith(said, Refusal(() => Calls[operation].Run(engine)), StringComparison.Ordinal);

    [Fact]
    public void No_operation_is_left_out()
    {
        string[] unchecked_ =
            ["get_AllocatedBytes", "get_PreferredRows", nameof(IEngine.Wait), nameof(IEngine.Time), nameof(IEngine.Clear), nameof(IEngine.Run)];
        Assert.Empty(typeof(IEngine).GetMethods().Select(m => m.Name).Distinct().Except(unchecked_).Concat(Operations.Select(o => o.Name)).Except(Calls.Keys));
    }

    [Theory]
    [InlineData("MesaBench.Cpu")]
    [InlineData("MesaBench.Ilgpu")]
    public void Every_operation_has_its_kernels_on_every_target(string assembly)
    {
        Assert.SkipUnless(assembly == "MesaBench.Cpu" || TestEngines.HasIlgpu, TestEngines.NoIlgpu);
        Type kernels = Assembly.Load(assembly).GetType("MesaBench.Kernels.KernelEngine", throwOnError: true)!;
        Type[] performed = [.. kernels.GetMethods(BindingFlags.Instance | BindingFlags.NonPublic).Where(m => m.Name == "Perform").Select(m => m.GetParameters()[0].ParameterType)];
        Assert.Equal(Operations.Select(o => o.Name).Order(), performed.Select(o => o.Name).Order());
    }

    private static Type[] Operations { get; } =
        [.. typeof(IOperation).Assembly.GetTypes().Where(t => t.IsValueType && t.IsAssignableTo(typeof(IOperation)))];

    private static readonly Dictionary<string, (Action<IEngine> Run, string Said)> Calls = new()
    {
        [nameof(IEngine.Floats)] = (e => e.Floats(0, 1, 1), "Floats: agents is 0; allowed: at least 1"),
        [nameof(IEngine.Ints)] = (e => e.Ints(1, 1, 0), "Ints: columns is 0; allowed: at least 1"),
        [nameof(IEngine.Upload)] = (e => e.Upload([1, 2], e.Ints(1, 1, 3)), "Upload: from.Length is 2; allowed: 3"),
        [nameof(IEngine.Download)] = (e => e.Download(e.Ints(1, 2, 3) with { Columns = 2 }), "Download: from.RowStride is 3; allowed: 2"),
        [nameof(Zero)] = (e => e.Run(new Zero(e.Floats(1, 2, 3).RowRange(1, 2))), "Zero: to reaches"),
        [nameof(Copy)] = (e => e.Run(new Copy(e.Floats(1, 2, 3), e.Floats(1, 2, 4))), "Copy: from.Columns is 3; allowed: 4"),
        [nameof(Add)] = (e => e.Run(new Add(e.Floats(1, 2, 3), e.Floats(1, 3, 3))), "Add: from.Rows is 2; allowed: 3"),
        [nameof(Product)] = (e => Product(e, e.Floats(1, 20, 3)), "Product: x.Rows is 20; allowed: a multiple of 16"),
        [nameof(WeightGradient)] = (
            e => e.Run(new WeightGradient(e.Floats(1, 16, 3), e.Floats(1, 16, 2), e.Floats(1, 4, 2))), "WeightGradient: dw.Rows is 4; allowed: 3"),
        [nameof(BiasGradient)] = (e => e.Run(new BiasGradient(e.Floats(1, 16, 3), e.Floats(1, 2, 3))), "BiasGradient: db.Rows is 2; allowed: 1"),
        [nameof(SparseInput)] = (
            e => e.Run(new SparseInput(e.Ints(1, 32, 4), e.Ints(1, 2, 15), e.Floats(1, 9, 3), e.Floats(1, 1, 3), e.Floats(1, 32, 3), Activation.Relu)),
            "SparseInput: y.Rows is 32; allowed: 30"),
        [nameof(SparseInputGradient)] = (
            e => e.Run(new SparseInputGradient(e.Ints(1, 16, 4), null, e.Floats(1, 32, 3), e.Floats(1, 9, 3))),
            "SparseInputGradient: features.Rows is 16; allowed: 32"),
        [nameof(LocalProduct)] = (
            e => e.Run(new LocalProduct(e.Floats(1, 27, 16), 3, Shared(e, 9), e.Floats(1, 26, 5), null, e.Floats(1, 45, 16), null, Activation.Identity)),
            "LocalProduct: w has 26 rows; allowed: 3, or that for each of 9 taps"),
        [nameof(LocalWeightGradient)] = (
            e => e.Run(new LocalWeightGradient(e.Floats(1, 27, 16), 3, Shared(e, 9), e.Floats(1, 40, 16), 5, e.Floats(1, 135, 16))),
            "LocalWeightGradient: y.Rows is 40; allowed: 45"),
        [nameof(LocalBiasGradient)] = (
            e => e.Run(new LocalBiasGradient(e.Floats(1, 44, 16), e.Floats(1, 5, 16))), "LocalBiasGradient: dy.Rows is 44; allowed: a multiple of 5"),
        [nameof(SumPartials)] = (
            e => e.Run(new SumPartials(e.Floats(1, 14, 16), e.Floats(1, 3, 5))), "SumPartials: partials.Rows is 14; allowed: 15"),
        [nameof(ShowFeatures)] = (
            e => e.Run(new ShowFeatures(e.Ints(1, 16, 5), e.Floats(1, 27, 32), 3)), "ShowFeatures: to.Columns is 32; allowed: 16"),
        [nameof(LocalOnes)] = (
            e => e.Run(new LocalOnes(Shared(e, 9), e.Floats(1, 8, 5), e.Floats(1, 1, 5), e.Floats(1, 9, 5))), "LocalOnes: w.Rows is 8; allowed: 9"),
        [nameof(LocalOnesGradient)] = (
            e => e.Run(new LocalOnesGradient(Shared(e, 9), e.Floats(1, 44, 16), e.Floats(1, 45, 16))), "LocalOnesGradient: dy.Rows is 44; allowed: 45"),
        [nameof(ClearFresh)] = (
            e => e.Run(new ClearFresh(e.Floats(1, 20, 32), e.Ints(1, 1, 16))), "ClearFresh: to.Columns is 32; allowed: 16"),
        [nameof(PickCell)] = (
            e => e.Run(new PickCell(e.Floats(1, 20, 16), e.Ints(1, 16, 5), e.Floats(1, 3, 16))), "PickCell: cells.Rows is 20; allowed: a multiple of 3"),
        [nameof(AddAtCell)] = (
            e => e.Run(new AddAtCell(e.Floats(1, 3, 16), e.Ints(1, 8, 5), e.Floats(1, 21, 16))), "AddAtCell: features.Rows is 8; allowed: 16"),
        [nameof(Pool)] = (e => e.Run(new Pool(e.Floats(1, 20, 16), e.Floats(1, 3, 16))), "Pool: to.Rows is 3; allowed: a multiple of 2"),
        [nameof(PoolGradient)] = (
            e => e.Run(new PoolGradient(e.Floats(1, 20, 16), e.Floats(1, 4, 16), e.Floats(1, 18, 16))), "PoolGradient: x.Rows is 20; allowed: 18"),
        [nameof(Pointwise)] = (
            e => e.Run(new Pointwise(Formula.Blend, e.Floats(1, 2, 3), e.Floats(1, 2, 3), e.Floats(1, 2, 3))),
            "Pointwise: formula is Blend; allowed: 3 tensors for it"),
        [nameof(KeepContent)] = (
            e => e.Run(new KeepContent(e.Floats(1, 24, 16), 3, e.Floats(1, 9, 16), e.Floats(1, 9, 16))), "KeepContent: gates.Rows is 24; allowed: 36"),
        [nameof(KeepContentGradient)] = (
            e => e.Run(new KeepContentGradient(e.Floats(1, 24, 16), 3, e.Floats(1, 6, 16), e.Floats(1, 6, 16), e.Floats(1, 6, 16))),
            "KeepContentGradient: sums.Rows is 6; allowed: 24"),
        [nameof(ShowContent)] = (
            e => e.Run(new ShowContent(e.Floats(1, 24, 16), 3, e.Floats(1, 6, 16), e.Floats(1, 3, 16), e.Floats(1, 6, 16))),
            "ShowContent: other.Rows is 3; allowed: 6"),
        [nameof(ShowContentGradient)] = (
            e => e.Run(new ShowContentGradient(
                e.Floats(1, 24, 16), 4, e.Floats(1, 6, 16), e.Floats(1, 6, 16), e.Floats(1, 6, 16), e.Floats(1, 24, 16))),
            "ShowContentGradient: content.Rows is 6; allowed: a multiple of 4"),
        [nameof(Activate)] = (
            e => e.Run(new Activate(e.Floats(1, 2, 3), Activation.SigmoidGradient)), "Activate: output is missing; allowed: the activation's output"),
        [nameof(CaptureCells)] = (
            e => e.Run(new CaptureCells(e.Floats(1, 20, 16), e.Ints(1, 1, 16), e.Floats(1, 63, 5), 0)), "CaptureCells: to.Rows is 63; allowed: at least 64"),
        [nameof(AttentionScores)] = (
            e => e.Run(new AttentionScores(e.Floats(1, 12, 16), e.Floats(1, 12, 16), e.Floats(1, 17, 16), 2, 4, 1)),
            "AttentionScores: weights.Rows is 17; allowed: 18"),
        [nameof(AttentionMix)] = (
            e => e.Run(new AttentionMix(e.Floats(1, 18, 16), e.Floats(1, 12, 16), e.Floats(1, 12, 16), 3, 4, false)),
            "AttentionMix: width is 4; allowed: a multiple of 3"),
        [nameof(SoftmaxGroups)] = (e => e.Run(new SoftmaxGroups(e.Floats(1, 17, 16), 4)), "SoftmaxGroups: y.Rows is 17; allowed: a multiple of 4"),
        [nameof(SoftmaxGroupsGradient)] = (
            e => e.Run(new SoftmaxGroupsGradient(e.Floats(1, 16, 16), e.Floats(1, 12, 16), 4)), "SoftmaxGroupsGradient: gradient.Rows is 12; allowed: 16"),
        [nameof(Normalise)] = (
            e => e.Run(new Normalise(e.Floats(1, 12, 16), e.Floats(1, 1, 5), e.Floats(1, 1, 5), e.Floats(1, 12, 16), e.Floats(1, 2, 16))),
            "Normalise: x.Rows / (moments.Rows / 2) is 12; allowed: a multiple of 5"),
        [nameof(NormaliseGradient)] = (
            e => e.Run(new NormaliseGradient(e.Floats(1, 12, 16), e.Floats(1, 1, 4), e.Floats(1, 11, 16), e.Floats(1, 2, 16), e.Floats(1, 12, 16))),
            "NormaliseGradient: dy.Rows is 11; allowed: 12"),
        [nameof(NormaliseGainGradient)] = (
            e => e.Run(new NormaliseGainGradient(e.Floats(1, 12, 16), e.Floats(1, 12, 16), e.Floats(1, 2, 16), e.Floats(1, 4, 32))),
            "NormaliseGainGradient: partials.Columns is 32; allowed: 16"),
        [nameof(AddDirection)] = (
            e => e.Run(new AddDirection(e.Floats(1, 6, 16), true, e.Floats(1, 1, 5), 1)), "AddDirection: direction.Columns is 5; allowed: 6"),
        [nameof(ProjectOut)] = (
            e => e.Run(new ProjectOut(e.Floats(1, 16, 6), false, e.Floats(1, 2, 5))), "ProjectOut: directions.Columns is 5; allowed: 6"),
        [nameof(TakeSamples)] = (
            e => e.Run(new TakeSamples(e.Floats(1, 6, 16), e.Floats(1, 6, 16), true, e.Ints(1, 1, 6))), "TakeSamples: sources.Columns is 6; allowed: 16"),
        [nameof(Exchange)] = (
            e => e.Run(new Exchange(e.Floats(1, 6, 16), e.Ints(1, 4, 16), 1, 1)), "Exchange: state.Rows is 6; allowed: a multiple of 4 (due.Rows)"),
        [nameof(DrawExchanges)] = (
            e => e.Run(new DrawExchanges(World(e), e.Ints(1, 4, 16), new ExchangeLaw(3, 2, 0, 0, 0), 0)),
            "DrawExchanges: law.LastTick is 2; allowed: at least 3 (law.FirstTick)"),
        [nameof(LabelBest)] = (
            e => e.Run(new LabelBest(e.Floats(1, 5, 16), e.Floats(1, 4, 32))), "LabelBest: targets.Columns is 32; allowed: 16 (head.Columns)"),
        [nameof(LabelActions)] = (
            e => e.Run(new LabelActions(
                e.Ints(1, 16, 32), new TeacherTensors(e.Ints(1, 1, 8), e.Ints(1, 1, 3)), e.Floats(1, 5, 16))),
            "LabelActions: targets.Rows is 5; allowed: 4"),
        [nameof(SweepAgents)] = (
            e => e.Run(new SweepAgents(World(e), e.Ints(1, 16, 32), e.Ints(1, 16, 5), e.Ints(1, 1, 16), e.Ints(1, 1, 1), 17, 0, 0)),
            "SweepAgents: state.Rows is 16; allowed: at least 17"),
        [nameof(ScatterAgents)] = (
            e => e.Run(new ScatterAgents(World(e), e.Ints(1, 16, 32), e.Ints(1, 16, 5), e.Ints(1, 1, 16), 17, 0)),
            "ScatterAgents: state.Rows is 16; allowed: at least 17"),
        [nameof(ImitationLossGradient)] = (
            e => e.Run(new ImitationLossGradient(e.Floats(1, 5, 32), e.Floats(1, 4, 48), e.Floats(1, 10, 32), e.Floats(1, 5, 32), 1)),
            "ImitationLossGradient: targets.Columns is 48; allowed: 32"),
        [nameof(Transpose)] = (e => e.Run(new Transpose(e.Floats(1, 3, 5), e.Floats(1, 3, 5))), "Transpose: to.Rows is 3; allowed: 5"),
        [nameof(RowsToPlanes)] = (
            e => e.Run(new RowsToPlanes(e.Floats(1, 20, 5), e.Floats(1, 5, 20), 5)), "RowsToPlanes: from.Rows is 20; allowed: a multiple of 16"),
        [nameof(PlanesToRows)] = (
            e => e.Run(new PlanesToRows(e.Floats(1, 5, 16), e.Floats(1, 32, 5), 5)), "PlanesToRows: from.Columns is 16; allowed: at least 32"),
        [nameof(SampleActions)] = (
            e => e.Run(new SampleActions(e.Floats(1, 5, 16), e.Floats(1, 10, 16), e.Ints(1, 1, 32), 20, 0, 0, 0, false)),
            "SampleActions: environments is 20; allowed: a multiple of 16"),
        [nameof(AdvantageEstimate)] = (
            e => e.Run(new AdvantageEstimate(e.Floats(1, 5, 32), e.Floats(1, 10, 32), 16, 2, 1, 1)),
            "AdvantageEstimate: head.Columns is 32; allowed: at least 48"),
        [nameof(NormaliseAdvantages)] = (
            e => e.Run(new NormaliseAdvantages(e.Floats(1, 10, 32), e.Floats(1, 1, 4), e.Floats(1, 3, 8), 16, 2)),
            "NormaliseAdvantages: scratch.Columns is 8; allowed: at least 16"),
        [nameof(PolicyLossGradient)] = (
            e => e.Run(new PolicyLossGradient(e.Floats(1, 5, 32), e.Floats(1, 10, 48), e.Floats(1, 5, 48), e.Floats(1, 1, 2), default)),
            "PolicyLossGradient: head.Columns is 32; allowed: 48"),
        [nameof(LogRatios)] = (
            e => e.Run(new LogRatios(e.Floats(1, 5, 48), e.Floats(1, 10, 32), e.Floats(1, 1, 32))), "LogRatios: head.Columns is 48; allowed: 32"),
        [nameof(CopyInts)] = (e => e.Run(new CopyInts(e.Ints(1, 2, 3), e.Ints(1, 2, 4))), "CopyInts: from.Columns is 3; allowed: 4"),
        [nameof(Capture)] = (
            e => e.Run(new Capture(e.Floats(1, 16, 5), e.Ints(1, 1, 16), e.Floats(1, 8, 5), 0)), "Capture: to.Rows is 8; allowed: at least 16"),
        [nameof(Adam)] = (
            e => e.Run(new Adam(
                e.Floats(1, 2, 64), e.Floats(1, 2, 64),
                new AdamMemory(e.Floats(1, 3, 64), e.Floats(1, 2, 64), e.Floats(1, 1, 1), e.Floats(1, 1, 16), e.Floats(1, 1, 4)),
                new AdamStep(1, 1, 1, 1))),
            "Adam: memory.Mean is [1][3][64] from 0 on, with strides of 192 and 64; allowed: [1][2][64] from 0"),
        [nameof(ResetEnvironments)] = (
            e => e.Run(new ResetEnvironments(World(e), e.Ints(1, 16, 31), e.Ints(1, 16, 5), e.Ints(1, 1, 16), false)),
            "ResetEnvironments: state.Columns is 31; allowed: 32"),
        [nameof(StepEnvironments)] = (
            e => e.Run(new StepEnvironments(World(e), e.Ints(1, 32, 32), e.Ints(1, 32, 5), e.Ints(1, 1, 32), e.Floats(1, 10, 16), e.Floats(1, 8, 32), 1)),
            "StepEnvironments: samples.Columns is 16; allowed: at least 32"),
        [nameof(StepEpisodes)] = (
            e => e.Run(new StepEpisodes(
                World(e), e.Ints(1, 16, 32), e.Ints(1, 16, 5), e.Ints(1, 1, 16), e.Floats(1, 10, 16), e.Floats(1, 16, 8), 1)),
            "StepEpisodes: returns.Columns is 8; allowed: at least 9"),
        [nameof(CountRunning)] = (e => e.Run(new CountRunning(e.Ints(2, 16, 32), e.Ints(1, 1, 1))), "CountRunning: state has 2 agents; allowed: 1"),
    };

    private static void Product(IEngine engine, Tensor x) =>
        engine.Run(new Product(x, engine.Floats(1, x.Columns, 4), engine.Floats(1, x.Rows, 4), null, Activation.Identity));

    private static IntTensor Shared(IEngine engine, int columns) => engine.Ints(1, 9, columns) with { AgentStride = 0 };

    private static WorldTensors World(IEngine engine) =>
        new(engine.Ints(1, 1, 32), engine.Ints(1, 1, 99), engine.Ints(1, 2, 32), engine.Floats(1, 4, 8), engine.Floats(1, 1, 8));

    private static string Refusal(Action call) => Assert.Throws<ArgumentException>(call).Message;
}
