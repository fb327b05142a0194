using MesaBench.Bench;
using MesaBench.Bench.Roofline;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Roofline;

/// <summary>
/// What the rules say of tensors that are written, against what kernels do: one that is written and not read ends the same whatever was in it
/// before, and one that is read as well does not.
/// </summary>
public sealed class ReadAndWrittenTests
{
    private static readonly CornerSpec World = new() { Layout = Layout.Open };

    private static readonly Lazy<LevelStore> Levels = new(() =>
        LevelStore.Draw(World.Build(), new LevelSettings { Training = 16, TrainingDistinguishing = 4 }, 1, new TrainingSettings().Discount));

    public static TheoryData<int> Places => new(Enumerable.Range(0, LaunchTable.Networks.Count));

    [Theory]
    [MemberData(nameof(Places))]
    public void What_is_said_to_be_read_in_place_is_read_and_nothing_else_is(int place)
    {
        using PoisoningEngine engine = new(new CpuEngineFactory(1).Create());
        using TrainingCohort cohort = new(engine, Levels.Value, new TrainingCase(World, LaunchTable.Networks[place]), key: 1, agents: 1, epochs: 2);
        cohort.Update();
        Assert.True(engine.Looked > 10, $"{engine.Looked}");
        Assert.Empty(engine.Wrong);
    }

    /// <summary>
    /// Before it runs an operation of a kind and size that it has not seen, it tries the operation with two sets of numbers in turn in each tensor of
    /// floats that is written. Where a float ends with those numbers it was left alone; if any ends differently in another way, the tensor was read.
    /// </summary>
    private sealed class PoisoningEngine(IEngine inner) : IEngine
    {
        private const float First = 0.25f, Second = 0.75f;

        private readonly Dictionary<Storage, Tensor> all = [];
        private readonly HashSet<string> seen = [];

        public List<string> Wrong { get; } = [];

        public int Looked { get; private set; }

        public long AllocatedBytes => inner.AllocatedBytes;

        public int PreferredRows => inner.PreferredRows;

        public void Wait() => inner.Wait();

        public TimeSpan Time(Action operations) => inner.Time(operations);

        public Tensor Floats(int agents, int rows, int columns)
        {
            Tensor tensor = inner.Floats(agents, rows, columns);
            all.Add(tensor.Storage, tensor);
            return tensor;
        }

        public IntTensor Ints(int agents, int rows, int columns) => inner.Ints(agents, rows, columns);

        public void Clear() => inner.Clear();

        public void Upload(ReadOnlySpan<float> from, Tensor to) => inner.Upload(from, to);

        public void Upload(ReadOnlySpan<int> from, IntTensor to) => inner.Upload(from, to);

        public float[] Download(Tensor from) => inner.Download(from);

        public int[] Download(IntTensor from) => inner.Download(from);

        public void Dispose() => inner.Dispose();

        public void Run<T>(T operation)
            where T : struct, IOperation
        {
            // Ints are numbers of features and levels: other ones would lead beyond tables.
            if (!operation.Writes.OfType<IntTensor>().Any() && seen.Add(KindOf(operation))) Look(operation);
            inner.Run(operation);
        }

        private static string KindOf<T>(T operation)
            where T : struct, IOperation =>
            string.Join(' ', OperationTensors.Of(operation).Select(t => $"{t.Name} {t.Rows} {t.Columns}").Prepend(typeof(T).Name));

        private void Look<T>(T operation)
            where T : struct, IOperation
        {
            CostRule rule = CostRules.All[typeof(T)];
            (string Name, Tensor Tensor)[] written =
            [
                .. OperationTensors.Leaves(operation).Where(leaf => rule.Written.Contains(leaf.Name)).Select(leaf => (leaf.Name, (Tensor)leaf.Tensor)),
            ];
            // Where it is read under another name too, the numbers are another's input.
            if (OperationTensors.Leaves(operation).Count(leaf => leaf.Tensor is Tensor t && written.Any(w => w.Tensor.Storage == t.Storage)) > written.Length) return;
            Looked++;
            Dictionary<Storage, float[]> before = written.Select(w => w.Tensor.Storage).Distinct().ToDictionary(s => s, s => inner.Download(all[s]));
            foreach ((string name, Tensor tensor) in written)
            {
                Dictionary<Storage, float[]> first = After(operation, tensor, before, First), second = After(operation, tensor, before, Second);
                HashSet<(Storage, long)> poisoned = [.. PlacesOf(tensor).Select(at => (tensor.Storage, at))];
                bool isRead = written.Any(w => PlacesOf(w.Tensor).Any(at =>
                {
                    float a = first[w.Tensor.Storage][at], b = second[w.Tensor.Storage][at];
                    bool isLeftAlone = poisoned.Contains((w.Tensor.Storage, at)) && a == Poison(First, at) && b == Poison(Second, at);
                    return !a.Equals(b) && !isLeftAlone;
                }));
                if (isRead != rule.Reads.ContainsKey(name)) Wrong.Add($"{typeof(T).Name}: {name} is {(isRead ? "" : "not ")}read ({KindOf(operation)})");
            }
            foreach ((Storage storage, float[] numbers) in before) inner.Upload(numbers, all[storage]);
        }

        /// <summary>What the written tensors' memory holds after the operation, which found a number in one of them, and in the others what they had.</summary>
        private Dictionary<Storage, float[]> After<T>(T operation, Tensor poisoned, Dictionary<Storage, float[]> before, float number)
            where T : struct, IOperation
        {
            foreach ((Storage storage, float[] numbers) in before)
            {
                float[] found = (float[])numbers.Clone();
                if (storage == poisoned.Storage)
                    foreach (long at in PlacesOf(poisoned)) found[at] = Poison(number, at);
                inner.Upload(found, all[storage]);
            }
            inner.Run(operation);
            return before.Keys.ToDictionary(s => s, s => inner.Download(all[s]));
        }

        /// <summary>A number that differs from place to place: of equal ones a softmax, for one, is always the same.</summary>
        private static float Poison(float number, long at) => number * (1 + (at * 7919 % 61) / 64f);

        private static IEnumerable<long> PlacesOf(Tensor tensor) =>
            from agent in Enumerable.Range(0, tensor.Agents)
            from row in Enumerable.Range(0, tensor.Rows)
            from column in Enumerable.Range(0, tensor.Columns)
            select tensor.Offset + agent * tensor.AgentStride + (long)row * tensor.RowStride + column;
    }
}
