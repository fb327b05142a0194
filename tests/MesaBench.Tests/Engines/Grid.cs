using MesaBench.Engines;

namespace MesaBench.Tests.Engines;

/// <summary>Numbers [agent][row][column] on the host, in double precision, that go to an engine and come back from it.</summary>
internal sealed class Grid(int agents, int rows, int columns)
{
    private readonly double[] values = new double[agents * rows * columns];

    public int Agents { get; } = agents;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public double this[int agent, int row, int column]
    {
        get => values[(agent * Rows + row) * Columns + column];
        set => values[(agent * Rows + row) * Columns + column] = value;
    }

    /// <summary>A new engine: the CPU's, or the one that the process's tests are to be run on (see <see cref="TestEngines"/>).</summary>
    public static IEngine NewEngine() => TestEngines.New();

    /// <summary>A value for every place.</summary>
    public static Grid Of(int agents, int rows, int columns, Func<int, int, int, double> value)
    {
        Grid grid = new(agents, rows, columns);
        for (int agent = 0; agent < agents; agent++)
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++) grid[agent, row, column] = value(agent, row, column);
        return grid;
    }

    /// <summary>Floats drawn evenly from [-1, 1).</summary>
    public static Grid Random(Random random, int agents, int rows, int columns) =>
        Of(agents, rows, columns, (_, _, _) => (float)(2 * random.NextDouble() - 1));

    /// <summary>The numbers as a new tensor, padded with zeros.</summary>
    public Tensor On(IEngine engine)
    {
        Tensor tensor = engine.Floats(Agents, Rows, Columns);
        Write(engine, tensor);
        return tensor;
    }

    /// <summary>Writes the numbers into a tensor, padded with zeros.</summary>
    public void Write(IEngine engine, Tensor tensor)
    {
        float[] padded = new float[Agents * Rows * tensor.RowStride];
        for (int row = 0; row < Agents * Rows; row++)
            for (int column = 0; column < Columns; column++)
                padded[row * tensor.RowStride + column] = (float)values[row * Columns + column];
        engine.Upload(padded, tensor);
    }

    /// <summary>What a tensor holds; its padding must be zero.</summary>
    public static Grid From(IEngine engine, Tensor tensor)
    {
        float[] padded = engine.Download(tensor);
        Grid grid = new(tensor.Agents, tensor.Rows, tensor.Columns);
        for (int row = 0; row < grid.Agents * grid.Rows; row++)
        {
            ReadOnlySpan<float> from = padded.AsSpan(row * tensor.RowStride, tensor.RowStride);
            for (int column = 0; column < grid.Columns; column++) grid.values[row * grid.Columns + column] = from[column];
            Assert.False(from[grid.Columns..].ContainsAnyExcept(0f), $"padding of row {row} is no longer zero");
        }
        return grid;
    }

    /// <summary>Asserts that a tensor holds what is expected, each number within the rounding errors that its sum allows.</summary>
    public static void AssertHolds(IEngine engine, Tensor tensor, Func<int, int, int, Rounded> expected)
    {
        Grid actual = From(engine, tensor);
        for (int agent = 0; agent < actual.Agents; agent++)
            for (int row = 0; row < actual.Rows; row++)
                for (int column = 0; column < actual.Columns; column++)
                {
                    Rounded wanted = expected(agent, row, column);
                    double found = actual[agent, row, column], error = Math.Abs(found - wanted.Value);
                    Assert.True(
                        error <= wanted.Bound,
                        $"agent {agent}, row {row}, column {column}: {found:R} for {wanted.Value:R} +- {wanted.Bound:R}");
                }
    }

    /// <summary>Asserts that a tensor holds exactly what is expected.</summary>
    public static void AssertIs(IEngine engine, Tensor tensor, Func<int, int, int, double> expected) =>
        AssertHolds(engine, tensor, (agent, row, column) => new Rounded(expected(agent, row, column), 0));
}

/// <summary>A true value and how far rounding may take a float computation of it.</summary>
internal readonly record struct Rounded(double Value, double Bound)
{
    /// <summary>Half of a float's unit in the last place, relative: the error of one rounding.</summary>
    public const double Unit = 1.0 / (1 << 24);

    /// <summary>A sum of terms: every addition errs by at most a unit of the sum of their sizes (Higham 2002, section 4.2).</summary>
    public static Rounded Sum(IEnumerable<double> terms)
    {
        double sum = 0, size = 0;
        int count = 0;
        foreach (double term in terms) (sum, size, count) = (sum + term, size + Math.Abs(term), count + 1);
        return new Rounded(sum, (count + 2) * Unit * size);
    }

    /// <summary>The value and <paramref name="term"/>, and one more rounding.</summary>
    public Rounded Plus(double term) => new(Value + term, Bound + 2 * Unit * (Math.Abs(Value) + Math.Abs(term)));

    /// <summary>The value times an exact factor of at most 1, with two more roundings.</summary>
    public Rounded Times(double factor) => new(Value * factor, Bound + 3 * Unit * Math.Abs(Value));
}
