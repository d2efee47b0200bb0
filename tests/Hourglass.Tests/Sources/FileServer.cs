using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hourglass.Tests.Sources;

/// <summary>Serves files over HTTP on the loopback address, one request per connection; what it does not have is answered with 404.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Dictionary<string, byte[]> _files;

    internal FileServer(Dictionary<string, byte[]> files)
    {
        _files = files;
        _listener.Start();
        _ = AcceptAsync();
    }

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Called with the path of each request before it is answered.</summary>
    internal Action<string>? Requested { get; set; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            using NetworkStream stream = client.GetStream();
            using var reader = new StreamReader(stream, leaveOpen: true);
            string path = (await reader.ReadLineAsync())!.Split(' ')[1].TrimStart('/');
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            Requested?.Invoke(path);
            bool found = _files.TryGetValue(path, out byte[]? body);
            body ??= [];
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {(found ? "200 OK" : "404 Not Found")}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(body);
        }
    }
}
