package dev.penstock.serving;

import dev.penstock.model.ReadAnswer;
import java.time.Duration;

/// Is told of every read that was answered.
public interface ReadListener {
  /// A read was answered.
  ///
  /// @param storeTook how long the online store needed
  void read(ReadAnswer answer, Duration storeTook);
}
