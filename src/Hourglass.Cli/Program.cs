using System.Text;
using Hourglass.Cli;
using Hourglass.Cli.Terminal;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var interruption = new Interruption();
interruption.Listen(Console.Error);
return new CommandLine(Session.OfConsole(interruption)).Run(args);
