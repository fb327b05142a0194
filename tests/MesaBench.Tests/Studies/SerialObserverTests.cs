using MesaBench.Studies;
using MesaBench.Verdicts;

namespace MesaBench.Tests.Studies;

public class SerialObserverTests
{
    [Fact]
    public void Calls_come_one_at_a_time()
    {
        Sensitive inner = new();
        SerialObserver observer = new(inner);
        _ = Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            if (i % 2 == 0) observer.Stepped(new Effort(1, 1));
            else observer.Mended("");
        });
        Assert.Equal((64, 0), (inner.Calls, inner.Overlaps));
    }

    /// <summary>Notices whoever comes while another is there.</summary>
    private sealed class Sensitive : IStudyObserver
    {
        private int inside;

        public int Calls { get; private set; }

        public int Overlaps { get; private set; }

        public void Started(int agents, int finishedBefore, Effort toDo, int workers) => Stay();

        public void Stepped(Effort done) => Stay();

        public void Mended(string what) => Stay();

        public void Finished(AgentRow row) => Stay();

        private void Stay()
        {
            if (Interlocked.Increment(ref inside) > 1) Overlaps++;
            Calls++;
            Thread.Sleep(1);
            _ = Interlocked.Decrement(ref inside);
        }
    }
}
