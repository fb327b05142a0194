using System.CommandLine;
using System.Globalization;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using MesaBench.Bench;
using MesaBench.Bench.Benchmarks;
using MesaBench.Bench.Roofline;
using MesaBench.Engines;
using MesaBench.Experiments;

return new RootCommand("Measures MesaBench's speed. bench/README.md says what each figure means.")
{
    Products(), Worlds(), Levels(), Training(), OnDevice(), Roofline(), Launches(), Ptx(), Bdn(),
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

static Command Levels()
{
    Command command = new("levels", "Levels per second of the static worlds, drawn and classified, on one core");
    command.SetAction(_ => LevelRates.Print(Console.Out));
    return command;
}

static Command Training()
{
    TrainingChoice choice = new();
    Option<int> threads = new("--threads") { Description = "Worker threads; one a core by default", DefaultValueFactory = _ => Environment.ProcessorCount };
    Option<double> seconds = new("--seconds") { Description = "Length of the measurement", DefaultValueFactory = _ => 10 };
    AtLeast(threads, 1);
    AtLeast(seconds, 0.1);
    Command command = new("throughput", "Environment steps per second of training, learning included, over all threads")
    {
        threads, seconds,
    };
    choice.AddTo(command);
    command.SetAction(parsed =>
    {
        (TrainingCase? training, IReadOnlyList<Problem> problems) = choice.Read(parsed);
        if (training is null) return Failed(string.Join('\n', problems), 2);
        double rate = Throughput.Measure(training, parsed.GetValue(threads), parsed.GetValue(seconds), Console.Error);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"environment steps per second: {rate:F0}"));
        return 0;
    });
    return command;
}

static Command OnDevice()
{
    Option<string> device = new("--device") { Description = "A name from: mesabench devices", DefaultValueFactory = _ => "cuda" };
    Option<int> agents = new("--agents") { Description = "Agents that the device has at once", DefaultValueFactory = _ => 8192 };
    Option<int> updates = new("--updates") { Description = "Updates of the whole cohort that are timed", DefaultValueFactory = _ => 20 };
    Option<double> peak = new("--peak-tflops") { Description = "The device's single-precision peak in TFLOP/s, for fractions of it" };
    TrainingChoice choice = new();
    AtLeast(agents, 1);
    AtLeast(updates, 1);
    AtLeast(peak, 0.001);
    Command command = new("device", "Matrix products and training of a whole cohort on a device, by the device's clock")
    {
        device, agents, updates, peak,
    };
    choice.AddTo(command);
    command.SetAction(parsed =>
    {
        (DeviceListing? listing, Problem? problem) = Devices.Find(parsed.GetRequiredValue(device));
        if (listing is null) return Failed($"{problem}", 2);
        (TrainingCase? training, IReadOnlyList<Problem> problems) = choice.Read(parsed);
        if (training is null) return Failed(string.Join('\n', problems), 2);
        double? peakTflops = parsed.GetResult(peak) is null ? null : parsed.GetValue(peak);
        DeviceMeasurement what = new(parsed.GetValue(agents), training, parsed.GetValue(updates), peakTflops);
        try
        {
            DeviceRates.Print(listing, what, Console.Out);
            return 0;
        }
        catch (OutOfDeviceMemoryException e)
        {
            return Failed($"{e.Message}; found --agents {what.Agents}; allowed: fewer", 1);
        }
        catch (DeviceException e)
        {
            return Failed(e.Message, 1);
        }
    });
    return command;
}

static Command Ptx()
{
    Option<string> folder = new("--out") { Description = "Folder for the files, one a kernel", Required = true };
    Command command = new("ptx", "The code of every kernel for a GPU of compute capability 9.0, as PTX; no GPU is needed") { folder };
    command.SetAction(parsed =>
    {
        string to = parsed.GetRequiredValue(folder);
        try
        {
            int kernels = PtxFiles.Write(to);
            if (kernels == 0) return Failed("ptx: there is no code for GPUs in a program that was built without ILGPU (-p:WithIlgpu=false)", 1);
            Console.WriteLine($"{kernels} kernels in {to}");
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed($"--out: {e.Message}", 2);
        }
    });
    return command;
}

static Command Roofline()
{
    Option<int> agents = new("--agents") { Description = "Agents that the device has at once", DefaultValueFactory = _ => 8192 };
    Option<double> launch = new("--launch-us") { Description = "What a launch adds, in microseconds", DefaultValueFactory = _ => 3 };
    Option<double> arithmetic = new("--flop-fraction") { Description = "Share of a card's arithmetic that is reached", DefaultValueFactory = _ => 1 };
    Option<double> memory = new("--byte-fraction") { Description = "Share of its memory's rate that is reached", DefaultValueFactory = _ => 1 };
    TrainingChoice choice = new();
    AtLeast(agents, 1);
    AtLeast(launch, 0);
    Fraction(arithmetic);
    Fraction(memory);
    Command command = new("roofline", "What an update takes, operation by operation, and the time that cards' peaks allow for it; nothing is measured")
    {
        agents, launch, arithmetic, memory,
    };
    choice.AddTo(command);
    command.SetAction(parsed =>
    {
        (TrainingCase? training, IReadOnlyList<Problem> problems) = choice.Read(parsed);
        if (training is null) return Failed(string.Join('\n', problems), 2);
        Assumptions assumed = new(1e-6 * parsed.GetValue(launch), parsed.GetValue(arithmetic), parsed.GetValue(memory));
        return Counted(() => RooflineReport.Print(
            training, RecordedUpdate.Of(training, TrainingCohort.Levels(training.World), parsed.GetValue(agents), Devices.OfLaunches), parsed.GetValue(agents),
            assumed, Console.Out));
    });
    return command;
}

static Command Launches()
{
    Command command = new("launches", "Launches of one update, by network; nothing is measured");
    command.SetAction(_ => Counted(() => LaunchTable.Print(Devices.OfLaunches, Console.Out)));
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

static int Counted(Action print)
{
    try
    {
        print();
        return 0;
    }
    catch (NotSupportedException e)
    {
        return Failed($"launches cannot be counted: {e.Message}", 2);
    }
}

static int Failed(string message, int exitCode)
{
    Console.Error.WriteLine(message);
    return exitCode;
}

static void AtLeast<T>(Option<T> option, T least)
    where T : IComparable<T> =>
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<T>().CompareTo(least) < 0)
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name}: found {result.GetValueOrDefault<T>()}; allowed: at least {least}"));
    });

static void Fraction(Option<double> option) => option.Validators.Add(result =>
{
    if (result.GetValueOrDefault<double>() is not (> 0 and <= 1))
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name}: found {result.GetValueOrDefault<double>()}; allowed: above 0, up to 1"));
});
