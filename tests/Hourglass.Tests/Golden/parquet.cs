#:package ParquetSharp@25.0.1.2
#:property PublishAot=false
// Writes kinds.parquet with ParquetSharp 25.0.1.2, that is Apache's own library in C++: twelve rows of every kind of column, row 5 without a value, in two
// groups of rows, dictionary and plain pages. Run beside it: dotnet run parquet.cs
using ParquetSharp;

const int Rows = 12, Gap = 5;
DateTime noon = new(2024, 2, 29, 12, 30, 0);
string[] words = ["alpha", "beta"];
Column[] columns =
[
    new Column<long>("key"), new Column<double?>("f64"), new Column<float?>("f32"), new Column<sbyte?>("i8"), new Column<ushort?>("u16"), new Column<int?>("i32"),
    new Column<decimal?>("dec", LogicalType.Decimal(29, 2)), new Column<bool?>("flag"), new Column<string>("text"), new Column<string>("dict"), new Column<string>("iso"),
    new Column<Date?>("day"), new Column<DateTime?>("ms", LogicalType.Timestamp(false, TimeUnit.Millis)), new Column<DateTime?>("us_utc", LogicalType.Timestamp(true, TimeUnit.Micros)),
];
using WriterPropertiesBuilder builder = new();
using WriterProperties properties = builder.Compression(Compression.Snappy).Compression("f32", Compression.Zstd).DisableDictionary("iso").DisableDictionary("f64").Encoding("i32", Encoding.DeltaBinaryPacked).DisableDictionary("i32").Build();
using ParquetFileWriter file = new("kinds.parquet", columns, properties);
foreach (int[] rows in (int[][])[[.. Enumerable.Range(0, 7)], [.. Enumerable.Range(7, Rows - 7)]])
{
    using RowGroupWriter group = file.AppendRowGroup();
    void Write<T>(Func<int, T> value) { using var writer = group.NextColumn().LogicalWriter<T>(); writer.WriteBatch([.. rows.Select(value)]); }
    T? Or<T>(int i, T value) where T : struct => i == Gap ? null : value;
    Write(i => 9007199254740993 + i);
    Write(i => Or(i, i + 0.5));
    Write(i => Or(i, i + 1.25f));
    Write(i => Or(i, (sbyte)(i - 3)));
    Write(i => Or(i, (ushort)(60000 + i)));
    Write(i => Or(i, 7 + i));
    Write(i => Or(i, i == 0 ? 12.34m : -i - 0.66m));
    Write(i => Or(i, i % 2 == 0));
    Write(i => i == Gap ? null! : words[i % 2]);
    Write(i => i == Gap ? null! : "xy"[i % 2].ToString());
    Write(i => i == Gap ? null! : noon.AddDays(i).ToString("yyyy-MM-dd"));
    Write(i => Or(i, new Date(noon.AddDays(i))));
    Write(i => Or(i, noon.AddDays(i)));
    Write(i => Or(i, DateTime.SpecifyKind(noon.AddDays(i).AddHours(-2), DateTimeKind.Utc)));
}

file.Close();
