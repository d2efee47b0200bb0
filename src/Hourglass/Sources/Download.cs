using System.Net;

namespace Hourglass.Sources;

/// <summary>Fetches a file of bounded size over HTTP.</summary>
internal static class Download
{
    /// <summary>A server that sends nothing for this long is given up.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Returns the bytes at an address.</summary>
    /// <exception cref="HttpRequestException">The server cannot be reached, refuses, or sends more than the limit.</exception>
    /// <exception cref="IOException">The connection broke or fell silent.</exception>
    internal static byte[] Bytes(HttpClient client, Uri address, int limit, IProgress<LoadingProgress>? progress, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(s_patience);
        try
        {
            return BytesAsync(client, address, limit, progress, silence).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"no answer for {s_patience.TotalSeconds:0} seconds");
        }
    }

    private static async Task<byte[]> BytesAsync(
        HttpClient client, Uri address, int limit, IProgress<LoadingProgress>? progress, CancellationTokenSource silence)
    {
        using HttpResponseMessage response =
            await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK) throw new HttpRequestException($"the server answers {(int)response.StatusCode} {response.ReasonPhrase}");
        using Stream content = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        using var bytes = new MemoryStream();
        byte[] piece = new byte[1 << 16];
        while (true)
        {
            int read = await content.ReadAsync(piece, silence.Token).ConfigureAwait(false);
            if (read == 0) break;
            if (bytes.Length + read > limit) throw new HttpRequestException($"the file has more than {limit} bytes");
            bytes.Write(piece, 0, read);
            silence.CancelAfter(s_patience);
            progress?.Report(new LoadingProgress(LoadingWork.Download, address.ToString(), bytes.Length, response.Content.Headers.ContentLength));
        }

        if (response.Content.Headers.ContentLength is { } announced && announced != bytes.Length)
            throw new IOException($"{bytes.Length} of {announced} bytes arrived");
        return bytes.ToArray();
    }
}
