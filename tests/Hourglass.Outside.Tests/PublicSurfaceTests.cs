using Hourglass.Errors;

namespace Hourglass.Outside.Tests;

public class PublicSurfaceTests
{
    [Fact]
    public void Errors_are_one_family() => Assert.IsAssignableFrom<HourglassException>(new InputException("x"));
}
