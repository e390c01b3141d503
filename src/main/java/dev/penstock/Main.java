package dev.penstock;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.yaml.InvalidFileException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;

/// The entry point of the process: parses the command line and runs a command.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /// What a failure says, or what it is if it says nothing.
  static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.toString() : message;
  }

  static CommandLine commandLine() {
    var options = new ConfigOptions();
    return new CommandLine(new ServeCommand(options))
        .addSubcommand(new DemoCommand(options))
        .addSubcommand(new CheckCommand(options))
        .addSubcommand(new ExportCommand(options))
        .addSubcommand(new ImportCommand(options))
        .addSubcommand(new MaterializeCommand())
        .addSubcommand(new VerifyCommand())
        .addSubcommand(new ReplayCommand())
        .addSubcommand(new HistoricalFeaturesCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(telling());
  }

  /// What the user can mend is told in words and exits with 2; everything else exits with 1.
  private static IExecutionExceptionHandler telling() {
    return (failure, commandLine, parsed) -> {
      PrintWriter err = commandLine.getErr();
      if (failure instanceof InvalidFileException
          || (failure instanceof PushException refused && refused.kind() == FailureKind.INVALID)) {
        err.println(reason(failure));
        return CommandLine.ExitCode.USAGE;
      }
      err.println("penstock: " + reason(failure));
      return CommandLine.ExitCode.SOFTWARE;
    };
  }
}
