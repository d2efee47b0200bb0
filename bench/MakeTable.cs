#:project ../src/Hourglass.Formats/Hourglass.Formats.csproj
#:property PublishAot=false
#:property NuGetLockFilePath=../artifacts/make-table.lock.json

// Writes a table by a rule, as Parquet: columns of numbers that hang together (five kinds of rows, eight numbers behind each, a little noise). One row in a
// thousand is wrong: three of its columns come from another row; the column "wrong" says so.
//
//   dotnet run -c Release bench/MakeTable.cs -- FILE.parquet [rows, 1000000] [columns, 30]
using Parquet;
using Parquet.Schema;

const int Kinds = 5, Behind = 8, RowsOfGroup = 100_000;
int rows = args.Length > 1 ? int.Parse(args[1]) : 1_000_000, columns = args.Length > 2 ? int.Parse(args[2]) : 30;
var random = new Random(0);
float[][] centres = Matrix(Kinds, 2), mixing = Matrix(Behind, 0.7);
DataField[] fields = [.. Enumerable.Range(1, columns).Select(i => new DataField<float>($"sensor{i:00}")), new DataField<int>("wrong")];
await using FileStream file = File.Create(args[0]);
await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file);
for (int first = 0; first < rows; first += RowsOfGroup)
{
    int count = Math.Min(RowsOfGroup, rows - first);
    float[][] values = [.. Enumerable.Range(0, columns).Select(_ => new float[count])];
    var wrong = new int[count];
    for (int row = 0; row < count; row++)
    {
        float[] kind = centres[random.Next(Kinds)];
        float[] behind = [.. Enumerable.Range(0, Behind).Select(_ => (float)Normal())];
        for (int column = 0; column < columns; column++)
        {
            float value = kind[column] + (0.3f * (float)Normal());
            for (int i = 0; i < Behind; i++) value += behind[i] * mixing[i][column];
            values[column][row] = value;
        }

        if (row == 0 || random.Next(1000) != 0) continue;
        wrong[row] = 1;
        for (int i = 0; i < 3; i++)
        {
            int column = random.Next(columns);
            values[column][row] = values[column][random.Next(row)];
        }
    }

    using ParquetRowGroupWriter group = writer.CreateRowGroup();
    for (int column = 0; column < columns; column++) await group.WriteAsync<float>(fields[column], values[column].AsMemory());
    await group.WriteAsync<int>(fields[columns], wrong.AsMemory());
}

float[][] Matrix(int height, double scale) => [.. Enumerable.Range(0, height).Select(_ => (float[])[.. Enumerable.Range(0, columns).Select(_ => (float)(Normal() * scale))])];

double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
