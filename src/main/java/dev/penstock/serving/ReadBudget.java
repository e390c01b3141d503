package dev.penstock.serving;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.util.function.LongConsumer;

/// Counts the memory of one answer against what one may take, and against what all may.
final class ReadBudget implements LongConsumer {
  private final long most;
  private final LongConsumer shared;
  private long taken;

  ReadBudget(long most, LongConsumer shared) {
    this.most = most;
    this.shared = shared;
  }

  /// - **Fails** by throwing `TOO_LARGE`, or as the shared budget does.
  @Override
  public void accept(long bytes) {
    taken += bytes;
    if (taken > most) {
      throw new PushException(
          FailureKind.TOO_LARGE,
          "the answer takes more than "
              + most
              + " bytes (setting read.maxAnswerBytes); ask for fewer entities or features at a"
              + " time");
    }
    shared.accept(bytes);
  }
}
