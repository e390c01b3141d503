package dev.penstock.feast;

import dev.penstock.config.GuardConfig;
import java.time.Duration;

/// What Feast has no word for, as in the configurations that Penstock is shipped with.
final class Shipped {
  static final GuardConfig GUARD =
      new GuardConfig(3, Duration.ofMillis(50), Duration.ofSeconds(1), 5, Duration.ofSeconds(1));
  static final int CONNECTIONS = 4;
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  static final Duration REDIS_TIMEOUT = Duration.ofSeconds(2);
  static final Duration POSTGRES_TIMEOUT = Duration.ofSeconds(5);
  static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);
  static final int READER_THREADS = 2;
  static final Duration IDENTITY_RETENTION = Duration.ofHours(24);
  static final int SCANS = 8;
  static final Duration SCAN_TIMEOUT = Duration.ofMinutes(10);
  static final long DUCKDB_BYTES = 256L << 20;
  static final int THREADS = 2;
  static final long WAITING_BYTES = 128L << 20;

  private Shipped() {}
}
