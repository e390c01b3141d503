package dev.penstock.demo;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Bars that are drawn over on a terminal; elsewhere a line every second.
final class Progress {
  private Progress() {}

  static ProgressBar of(int rows, PrintStream out) {
    boolean terminal = onTerminal();
    return new ProgressBarBuilder()
        .setTaskName("purchases")
        .setInitialMax(rows)
        .setUnit(" rows", 1)
        .showSpeed()
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(terminal ? 250 : 1_000)
        .setMaxRenderedLength(100)
        .setConsumer(
            terminal
                ? new ConsoleProgressBarConsumer(out, 100)
                : new DelegatingProgressBarConsumer(out::println, 100))
        .build();
  }

  /// JDK 25 has no console where the streams are no terminal, whatever the check has in mind.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean onTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }
}
