package dev.penstock;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.yaml.InvalidFileException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;

/// The entry point of the process: parses the command line and runs a command.
public final class Main {
  private static volatile boolean ending;

  private Main() {}

  public static void main(String[] arguments) {
    int code = commandLine().execute(arguments);
    ending = true;
    System.exit(code);
  }

  /// Whether the process ends by itself, because its command has.
  static boolean isEnding() {
    return ending;
  }

  static CommandLine commandLine() {
    return new CommandLine(new ServeCommand())
        .addSubcommand(new DemoCommand())
        .addSubcommand(new CheckCommand())
        .addSubcommand(new ExportCommand())
        .addSubcommand(new ImportCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(telling());
  }

  /// What the user can mend is told in words and exits with 2; everything else exits with 1.
  private static IExecutionExceptionHandler telling() {
    return (failure, commandLine, parsed) -> {
      PrintWriter err = commandLine.getErr();
      if (failure instanceof InvalidFileException
          || (failure instanceof PushException refused && refused.kind() == FailureKind.INVALID)) {
        err.println(failure.getMessage());
        return CommandLine.ExitCode.USAGE;
      }
      err.println("penstock: " + failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    };
  }
}
