using System.CommandLine;
using System.Globalization;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using MesaBench.Bench;
using MesaBench.Bench.Benchmarks;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

return new RootCommand("Measures MesaBench's speed. bench/README.md says what each figure means.")
{
    Products(), Worlds(), Training(), Bdn(),
}.Parse(args).Invoke();

static Command Products()
{
    Command command = new("products", "Matrix products as fractions of the multiply-add peak of one core");
    command.SetAction(_ => ProductRates.Print(Console.Out));
    return command;
}

static Command Worlds()
{
    Command command = new("worlds", "Environment steps per second of the worlds alone, with random actions, on one core");
    command.SetAction(_ => WorldRates.Print(Console.Out));
    return command;
}

static Command Training()
{
    Option<string> network = new("--network") { Description = "mlp (2 hidden layers) or rcnn (2 ticks)", DefaultValueFactory = _ => "mlp" };
    network.AcceptOnlyFromAmong("mlp", "rcnn");
    Option<int> width = new("--width") { Description = "Units in a hidden layer, or channels", DefaultValueFactory = _ => 64 };
    Option<Layout> layout = new("--layout") { Description = "Walls of the corner world: open, blocks or maze", DefaultValueFactory = _ => Layout.Blocks };
    Option<int> threads = new("--threads") { Description = "Worker threads; one a core by default", DefaultValueFactory = _ => Environment.ProcessorCount };
    Option<double> seconds = new("--seconds") { Description = "Length of the measurement", DefaultValueFactory = _ => 10 };
    AtLeast(width, 1);
    AtLeast(threads, 1);
    AtLeast(seconds, 0.1);
    Command command = new("throughput", "Environment steps per second of training, learning included, over all threads")
    {
        network, width, layout, threads, seconds,
    };
    command.SetAction(parsed =>
    {
        WorldSpec world = new CornerSpec { Layout = parsed.GetValue(layout) };
        int size = parsed.GetValue(width);
        NetworkSpec spec = parsed.GetValue(network) == "mlp" ? new MlpSpec { Width = size } : new RcnnSpec { Channels = size };
        double rate = Throughput.Measure(world, spec, parsed.GetValue(threads), parsed.GetValue(seconds), Console.Error);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"environment steps per second: {rate:F0}"));
    });
    return command;
}

static Command Bdn()
{
    Argument<string[]> words = new("filter") { Description = "Which benchmarks (* for any text), then options of BenchmarkDotNet: '*Product*' --job short" };
    Command command = new("bdn", "The same under BenchmarkDotNet") { words };
    command.SetAction(parsed =>
    {
        string[] given = parsed.GetValue(words) ?? [];
        string[] filter = given is [] or [['-', ..], ..] ? ["--filter", "*"] : ["--filter"];
        IEnumerable<Summary> summaries = BenchmarkSwitcher.FromAssembly(typeof(ProductBenchmarks).Assembly).Run([.. filter, .. given], RateColumns.Config);
        return summaries.Any(s => s.HasCriticalValidationErrors || s.Reports.Any(r => !r.Success)) ? 1 : 0;
    });
    return command;
}

static void AtLeast<T>(Option<T> option, T least)
    where T : IComparable<T> =>
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<T>().CompareTo(least) < 0)
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name}: found {result.GetValueOrDefault<T>()}; allowed: at least {least}"));
    });
