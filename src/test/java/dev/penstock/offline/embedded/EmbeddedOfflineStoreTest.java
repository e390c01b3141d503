package dev.penstock.offline.embedded;

import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.row;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.BatchId;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.offline.OfflineStore;
import dev.penstock.offline.RecordRangesContract;
import dev.penstock.work.BatchListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedOfflineStoreTest extends RecordRangesContract {
  private static final OfflineConfig.Embedded CONFIG =
      new OfflineConfig.Embedded(64 << 20, 128 << 20, 1, Duration.ofHours(1));

  private static final BatchListener NOBODY = (jobs, bytes, took) -> {};

  @TempDir Path directory;
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final InstantSource clock = () -> now;

  @Override
  protected OfflineStore open() {
    return EmbeddedOfflineStore.open(file(), CONFIG, NOBODY, clock);
  }

  @Override
  protected OfflineStore reopen() {
    return open();
  }

  @Override
  protected List<List<Object>> stored(String table, String... columns) throws Exception {
    return new StoredHistory(file(), CONFIG).read(table, columns);
  }

  @Test
  void tablesOfNoBatchSourceAreTold() throws Exception {
    assertThat(done(store.undefined(definitions(EVENTS)))).isEmpty();
    assertThat(done(store.undefined(definitions(source("other"))))).containsExactly("events");
  }

  @Test
  void rowsOutliveTheProcess() throws Exception {
    done(append(row(EVENTS, 1, longs(1))));
    done(store.close());

    store = open();
    done(store.prepare(definitions(EVENTS)));
    done(append(row(EVENTS, 2, longs(2))));

    assertThat(ids("events")).containsExactly(1L, 2L);
  }

  @Test
  void anIdentityIsForgottenAfterItsTime() throws Exception {
    for (int minute = 0; minute <= 100; minute += 20) {
      now = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofMinutes(minute));
      done(store.append(new BatchId("push-1"), row(EVENTS, minute, longs(minute))));
      done(store.append(new BatchId("push-" + now), row(EVENTS, minute + 1, longs(-1))));
    }

    assertThat(ids("events")).containsExactly(0L, -1L, -1L, -1L, -1L, 80L, -1L, -1L);
    assertThat(remembered()).isEqualTo(5);
  }

  @Test
  void whatIsTooOldIsForgottenAtTheStart() throws Exception {
    done(store.append(new BatchId("push-1"), row(EVENTS, 1, longs(1))));
    done(store.close());
    now = now.plus(Duration.ofMinutes(61));

    store = open();

    assertThat(remembered()).isZero();
  }

  @Test
  void answeredRowsOutliveACrash() throws Exception {
    for (int push = 0; push < 20; push++) {
      done(append(row(EVENTS, push, longs(push))));
    }
    Path copy = Files.createDirectory(directory.resolve("copy"));
    for (String name : List.of("offline.duckdb", "offline.duckdb.wal")) {
      Files.copy(directory.resolve(name), copy.resolve(name));
    }

    var survivor = EmbeddedOfflineStore.open(copy.resolve("offline.duckdb"), CONFIG, NOBODY, clock);
    done(survivor.prepare(definitions(EVENTS)));
    done(survivor.append(new BatchId("batch-20"), row(EVENTS, 20, longs(20))));
    long rows = done(survivor.exportParquet("events", copy.resolve("events.parquet")));
    done(survivor.close());

    assertThat(rows).isEqualTo(20);
  }

  @Test
  void aSecondOpeningOfTheFileIsRefused() {
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.INVALID))
        .hasMessageContaining(file().toString())
        .hasMessageContaining("another Penstock process");
  }

  @Test
  void anotherProcessIsRefused() throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Opener.class.getName(),
                file().toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said).contains(file().toString(), "in use by another Penstock process");
  }

  /// Opens a store as a process of its own.
  static final class Opener {
    public static void main(String[] arguments) {
      EmbeddedOfflineStore.open(Path.of(arguments[0]), CONFIG, NOBODY);
    }
  }

  @Test
  void namesThatDifferOnlyInCaseAreRefused() throws Exception {
    var columns = source("s", field("A", ValueType.INT64), field("a", ValueType.INT64));

    assertInvalid(store.prepare(definitions(columns)), "\"A\"", "\"a\"", "case");
    assertInvalid(store.prepare(definitions(source("s"), source("S"))), "\"s\"", "\"S\"", "case");
  }

  private long remembered() throws SQLException {
    return (long)
        new StoredHistory(file(), CONFIG)
            .query("SELECT coalesce(sum(octet_length(ids)) // 16, 0)::BIGINT FROM penstock.batches")
            .getFirst()
            .getFirst();
  }

  private Path file() {
    return directory.resolve("offline.duckdb");
  }
}
