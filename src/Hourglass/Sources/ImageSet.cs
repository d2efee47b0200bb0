using Hourglass.Errors;

namespace Hourglass.Sources;

/// <summary>A set of pictures with labels in the four files MNIST is published in, and where those files can come from.</summary>
/// <param name="Name">The name of the set, which is also the name of its folder.</param>
/// <param name="Checksums">The MD5 sums of the four unpacked files in the order of <see cref="Files"/>, or null where nothing is downloaded.</param>
/// <param name="Addresses">
/// Where the files can be downloaded, tried in this order: a folder address ending in "/" that holds the four files with <c>.gz</c>,
/// or the address of one npz with the arrays x_train, y_train, x_test and y_test. May be empty.
/// </param>
/// <param name="Package">A Debian package that installs the files, or null.</param>
public sealed record ImageSet(string Name, IReadOnlyList<string>? Checksums, IReadOnlyList<Uri> Addresses, string? Package)
{
    /// <summary>Addresses to use instead of the public homes of MNIST, separated by spaces.</summary>
    public const string AddressesVariable = "HOURGLASS_MNIST_URLS";

    /// <summary>The largest unpacked file that is downloaded, in bytes; the largest of MNIST has 47,040,016.</summary>
    internal const int LargestFile = 64 << 20;

    /// <summary>The names of the four files: training images and labels, test images and labels.</summary>
    public static IReadOnlyList<string> Files { get; } =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>
    /// MNIST: 60,000 training and 10,000 test digits of 28x28 bytes (Y. LeCun, C. Cortes, C. Burges). Downloaded from the bucket torchvision
    /// uses, then from the npz Keras uses, unless <see cref="AddressesVariable"/> says otherwise.
    /// </summary>
    public static ImageSet Mnist => new(
        "mnist",
        ["6bbc9ace898e44ae57da46a324031adb", "a25bea736e30d166cdddb491f175f624", "2646ac647ad5339dbf082846283269ea", "27ae3e4e09519cfbb04c329615203637"],
        Environment.GetEnvironmentVariable(AddressesVariable) is { } other
            ? [.. other.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Address)]
            : [
                new Uri("https://ossci-datasets.s3.amazonaws.com/mnist/"),
                new Uri("https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"),
            ],
        null);

    /// <summary>Fashion-MNIST: the same shape, pictures of clothes (H. Xiao, K. Rasul, R. Vollgraf 2017). Found on this machine only.</summary>
    public static ImageSet FashionMnist => new("fashion-mnist", null, [], "dataset-fashion-mnist");

    private static Uri Address(string text)
    {
        string complete = text.EndsWith('/') || text.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) ? text : text + "/";
        return Uri.TryCreate(complete, UriKind.Absolute, out Uri? address) && (address.Scheme is "http" or "https")
            ? address
            : throw new InputException(
                "A download address cannot be used.", $"${AddressesVariable}", text, "http:// or https:// addresses separated by spaces");
    }
}
