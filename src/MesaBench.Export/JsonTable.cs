using System.Buffers;
using System.Text.Json;
using MesaBench.Results;

namespace MesaBench.Export;

/// <summary>
/// A table as JSON: an array with an object a row, a line each. Fields that are empty in the CSV file are null; JSON has no infinite numbers, so that these are the texts <c>"Inf"</c> and <c>"-Inf"</c>.
/// </summary>
internal static class JsonTable
{
    private const int RowsTogether = 1024;

    /// <summary>Writes a table, and gives how many rows it has.</summary>
    /// <param name="stream">Where it goes.</param>
    /// <param name="table">The table.</param>
    /// <param name="token">Ends it.</param>
    public static long Write(Stream stream, StudyTable table, CancellationToken token)
    {
        ArrayBufferWriter<byte> line = new();
        using Utf8JsonWriter json = new(line, new JsonWriterOptions { Encoder = ExportFolder.Json.Encoder });
        long rows = 0;
        stream.Write("["u8);
        foreach (TableBatch batch in table.Batches(RowsTogether))
        {
            token.ThrowIfCancellationRequested();
            for (int row = 0; row < batch.Count; row++)
            {
                line.ResetWrittenCount();
                json.Reset();
                WriteRow(json, batch, row);
                json.Flush();
                stream.Write(rows++ == 0 ? "\n"u8 : ",\n"u8);
                stream.Write(line.WrittenSpan);
            }
        }
        stream.Write("\n]\n"u8);
        return rows;
    }

    private static void WriteRow(Utf8JsonWriter json, TableBatch batch, int row)
    {
        json.WriteStartObject();
        for (int column = 0; column < batch.Columns.Count; column++)
        {
            json.WritePropertyName(batch.Columns[column].Name);
            switch (batch.At(column, row))
            {
                case null: json.WriteNullValue(); break;
                case string text: json.WriteStringValue(text); break;
                case bool truth: json.WriteBooleanValue(truth); break;
                case int number: json.WriteNumberValue(number); break;
                case long number: json.WriteNumberValue(number); break;
                case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
                case double number: json.WriteStringValue(number > 0 ? "Inf" : "-Inf"); break;
            }
        }
        json.WriteEndObject();
    }
}
