using Hourglass.Coding;

namespace Hourglass.Tests.Coding;

public class Crc32Tests
{
    [Fact]
    public void The_checksum_is_that_of_zip() => Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));
}
