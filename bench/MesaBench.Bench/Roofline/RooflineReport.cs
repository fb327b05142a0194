using System.Globalization;

namespace MesaBench.Bench.Roofline;

/// <summary>Prints what an update takes, operation by operation, and the time that cards' peaks allow for it.</summary>
internal static class RooflineReport
{
    /// <summary>Prints the table and its totals.</summary>
    /// <param name="what">What is trained.</param>
    /// <param name="update">Its update.</param>
    /// <param name="agents">Agents of the cohort.</param>
    /// <param name="assumed">What is taken for granted.</param>
    /// <param name="writer">Where to.</param>
    public static void Print(TrainingCase what, RecordedUpdate update, int agents, Assumptions assumed, TextWriter writer)
    {
        Card first = Card.All[0];
        RooflineRow[] rows = [.. RooflineRow.Of(update, agents).OrderByDescending(row => row.Seconds(first, assumed))];
        int name = rows.Max(row => row.Name.Length), size = Math.Max("size".Length, rows.Max(row => row.Size.Length));
        Line(writer, $"an update of {what.Label}: {agents} agents with {update.Parameters} parameters, 32 environments x 32 steps, {TrainingCohort.Epochs} epochs");
        Line(writer, $"{"operation".PadRight(name)}  {"size".PadRight(size)}  calls kernels      items     GFLOP       GB  FLOP/B  uncached GB{Heads()}  bound");
        foreach (RooflineRow row in rows)
        {
            string loaded = row.LoadedBytes is { } bytes ? Text($"{bytes / 1e9:F2}") : "";
            Line(writer, $"{row.Name.PadRight(name)}  {row.Size.PadRight(size)}  {row.Calls,5} {row.Calls * row.Kernels.Count,7} {row.Items,10} {row.Flop / 1e9,9:F2} {row.Bytes / 1e9,8:F2} {Intensity(row.Flop, row.Bytes),7}  {loaded,11}{Times(card => row.Seconds(card, assumed))}  {Bound(row, first, assumed)}");
        }
        double flop = rows.Sum(row => row.Flop), all = rows.Sum(row => row.Bytes);
        Line(writer, $"{"sum".PadRight(name)}  {"".PadRight(size)}  {rows.Sum(row => row.Calls),5} {rows.Sum(row => row.Calls * row.Kernels.Count),7} {"",10} {flop / 1e9,9:F2} {all / 1e9,8:F2} {Intensity(flop, all),7}  {"",11}{Times(card => rows.Sum(row => row.Seconds(card, assumed)))}");
        writer.WriteLine();
        PrintCards(rows, update, agents, assumed, writer);
    }

    private static void PrintCards(RooflineRow[] rows, RecordedUpdate update, int agents, Assumptions assumed, TextWriter writer)
    {
        Line(writer, $"assumed: {100 * assumed.FlopFraction:F0} % of a card's arithmetic, {100 * assumed.ByteFraction:F0} % of its memory's rate, {1e6 * assumed.LaunchSeconds:F1} us a launch");
        double launching = update.Launches.Count * assumed.LaunchSeconds, steps = (double)agents * TrainingCohort.StepsPerUpdate;
        double memory = update.Memory.Shared + (double)agents * update.Memory.PerAgent;
        Line(writer, $"tensors: {update.Memory.PerAgent / 1024.0:F1} KiB an agent, {memory / 1e9:F2} GB in all");
        foreach (Card card in Card.All)
        {
            string room = memory > card.MemoryBytes ? Text($"; its {card.MemoryBytes / 1e9:F0} GB have no room for more than {Math.Floor((card.MemoryBytes - update.Memory.Shared) / update.Memory.PerAgent):F0} agents") : "";
            double working = rows.Sum(row => row.Seconds(card, assumed)), together = working + launching;
            Line(writer, $"{card.Name} ({card.Flops / 1e12:F0} TFLOP/s, {card.BytesPerSecond / 1e12:F2} TB/s): {1e3 * working:F2} ms, and {update.Launches.Count} launches {1e3 * launching:F2} ms; environment steps per second, at most: {steps / together:F0}{room}");
        }
    }

    private static string Heads() => string.Concat(Card.All.Select(card => $" {card.Name + " ms",11}"));

    private static string Times(Func<Card, double> seconds) => string.Concat(Card.All.Select(card => Text($" {1e3 * seconds(card),11:F3}")));

    private static string Intensity(double flop, double bytes) => bytes == 0 || flop == 0 ? "" : Text($"{flop / bytes:F2}");

    private static string Bound(RooflineRow row, Card card, Assumptions assumed)
    {
        (double arithmetic, double memory) = assumed.Seconds(card, row.Cost);
        return assumed.LaunchSeconds * row.Kernels.Count > Math.Max(arithmetic, memory) ? "launch" : arithmetic > memory ? "arithmetic" : "memory";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Line(TextWriter writer, FormattableString text) => writer.WriteLine(Text(text).TrimEnd());
}
