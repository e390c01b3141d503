package dev.penstock.offline.parquet;

import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.Definitions;
import dev.penstock.offline.OfflineStore;
import dev.penstock.offline.RecordRangesContract;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds for a single file and for a directory.
abstract class ParquetContract extends RecordRangesContract {
  static final OfflineConfig.Parquet CONFIG = config(OfflineConfig.Misfits.REFUSE);

  @TempDir Path directory;
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final InstantSource clock = () -> now;

  static OfflineConfig.Parquet config(OfflineConfig.Misfits misfits) {
    return new OfflineConfig.Parquet(64 << 20, 128 << 20, 1, Duration.ofHours(1), misfits);
  }

  /// Where the rows of a source are.
  abstract Path path(String source);

  @Override
  protected OfflineStore open() {
    return new InFiles(
        ParquetOfflineStore.open(directory.resolve("spilled"), CONFIG, BatchListener.NONE, clock),
        source -> path(source.name()));
  }

  @Override
  protected OfflineStore reopen() {
    return open();
  }

  @Override
  protected List<List<Object>> stored(String table, String... columns) throws Exception {
    return StoredFiles.read(path(table), columns);
  }

  static String fileName(String source) {
    return source.replaceAll("[^A-Za-z0-9_]", "_");
  }

  @Test
  void twoStoresLoseNoRowsOfEachOther() throws Exception {
    var other = open();
    done(other.prepare(definitions(EVENTS)));
    var appends = new ArrayList<Future<Integer>>();

    for (int push = 0; push < 60; push++) {
      var writer = push % 2 == 0 ? store : other;
      appends.add(writer.append(new BatchId("own-" + push), row(EVENTS, push, longs(push))));
      if (push % 10 == 0) {
        done(appends.getLast());
      }
    }
    done(Future.all(appends));
    done(other.close());

    assertThat(ids("events")).isEqualTo(LongStream.range(0, 60).boxed().toList());
  }

  @Test
  void anIdentityAppendsOnceAmongTwoStores() throws Exception {
    var other = open();
    done(other.prepare(definitions(EVENTS)));

    for (int push = 0; push < 3; push++) {
      done(store.append(new BatchId("push-" + push), row(EVENTS, push, longs(push))));
      done(other.append(new BatchId("push-" + push), row(EVENTS, push, longs(push))));
    }
    done(other.close());

    assertThat(ids("events")).containsExactly(0L, 1L, 2L);
  }

  @Test
  void twoStoresWithTheSameStreamAppendEachRecordOnce() throws Exception {
    var other = open();
    done(other.prepare(definitions(EVENTS)));

    for (int offset = 1; offset < 8; offset++) {
      var ahead = range(store, EVENTS, "stream", offset + 1, offset - 1, offset);
      var behind = range(other, EVENTS, "stream", offset + 1, offset - 1, offset);
      done(Future.all(ahead, behind));
    }
    done(other.close());

    assertThat(ids("events")).containsExactly(0L, 100L, 200L, 300L, 400L, 500L, 600L, 700L);
  }

  @Test
  void whereAStreamIsIsNeverForgotten() throws Exception {
    done(range("stream", 2, 0, 1));
    now = now.plus(Duration.ofDays(30));
    done(range("other stream", 8, 7));
    done(append(row(EVENTS, 7, longs(7))));
    done(store.close());
    now = now.plus(Duration.ofDays(30));

    store = open();
    done(store.prepare(definitions(EVENTS)));
    done(range("stream", 3, 0, 1, 2));

    assertThat(ids("events")).containsExactly(0L, 7L, 100L, 200L, 700L);
  }

  @Test
  void anIdentityIsForgottenAfterItsTime() throws Exception {
    for (int minute = 0; minute <= 100; minute += 20) {
      now = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofMinutes(minute));
      done(store.append(new BatchId("push-1"), row(EVENTS, minute, longs(minute))));
    }

    assertThat(ids("events")).containsExactly(0L, 80L);
  }

  @Test
  void whatAKilledProcessLeftIsNeitherReadNorKept() throws Exception {
    done(append(row(EVENTS, 1, longs(1))));
    Path left = leftover();
    Files.writeString(left, "PAR1 and not all of it");

    assertThat(ids("events")).containsExactly(1L);
    done(store.close());
    store = reopen();
    done(store.append(new BatchId("later"), row(EVENTS, 2, longs(2))));

    assertThat(ids("events")).containsExactly(1L, 2L);
    assertThat(left).doesNotExist();
  }

  @Test
  void batchesOfOneTurnAreWrittenTogether() throws Exception {
    var blocked = new ArrayList<Future<Integer>>();

    for (int push = 0; push < 200; push++) {
      blocked.add(append(row(EVENTS, push, longs(push))));
    }
    done(Future.all(blocked));

    assertThat(rowGroups()).isLessThan(50);
  }

  @Test
  void sourcesThatNobodyPushesToAreLeftAlone() throws Exception {
    var unpushed = InFiles.at(directory.resolve("nowhere/x.parquet"), EVENTS);
    var all =
        new Definitions(
            "shop", List.of(), List.<BatchSource>of(unpushed), List.of(), List.of(), List.of());

    done(store.prepare(all));

    assertThat(directory.resolve("nowhere")).doesNotExist();
  }

  /// A draft as this place has them.
  abstract Path leftover();

  private long rowGroups() throws Exception {
    String files = StoredFiles.rows(path("events")).replaceAll("read_parquet\\((.*), .*", "$1");
    return (Long)
        StoredFiles.query(
                "SELECT count(DISTINCT (file_name, row_group_id)) FROM parquet_metadata("
                    + files
                    + ")")
            .getFirst()
            .getFirst();
  }
}
