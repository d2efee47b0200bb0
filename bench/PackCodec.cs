#:project ../src/Hourglass/Hourglass.csproj
#:property NuGetLockFilePath=../artifacts/packcodec.lock.json
// Packs a codec that `hourglass image train` made as the built-in one: dotnet run -c Release bench/PackCodec.cs -- MODEL.hourglass
using System.IO.Compression;
using Hourglass;
using Hourglass.Jobs.ImageCompression;

ImageCodec codec = JobModel.Load<ImageCodec>(args[0]);
using var model = new MemoryStream();
codec.Save(model);
using var packed = new MemoryStream();
using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) brotli.Write(model.ToArray());
File.WriteAllBytes("src/Hourglass/Jobs/ImageCompression/default-codec.hourglass.br", packed.ToArray());
Console.WriteLine($"model {codec.Id:x8}: {model.Length:N0} bytes, {packed.Length:N0} packed");
