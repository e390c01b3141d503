package dev.penstock.offline.embedded;

import static dev.penstock.offline.HistorySamples.hex;
import static dev.penstock.offline.HistorySamples.view;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.offline.History;
import dev.penstock.offline.HistoryContract;
import dev.penstock.offline.HistorySamples.Row;
import dev.penstock.offline.NewestScan;
import dev.penstock.offline.OfflineStore;
import dev.penstock.offline.duckdb.Sql;
import dev.penstock.work.BatchListener;
import dev.penstock.work.OwnThread;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedHistoryTest extends HistoryContract {
  private static final OfflineConfig.Embedded CONFIG =
      new OfflineConfig.Embedded(64 << 20, 128 << 20, 1, Duration.ofHours(1));

  @TempDir Path directory;

  @Override
  protected OfflineStore open() {
    return EmbeddedOfflineStore.open(
        directory.resolve("offline.duckdb"), CONFIG, BatchListener.NONE);
  }

  @Override
  protected History history(OfflineStore opened) {
    return ((EmbeddedOfflineStore) opened).history();
  }

  @Override
  protected void writeAsOthers(BatchSource source, String rows) throws Exception {
    var stored = new StoredHistory(directory.resolve("offline.duckdb"), CONFIG);
    stored.run("INSERT INTO " + Sql.table(source.name()) + " " + rows);
  }

  @Test
  void tooManyScansAreRefusedAndTheOthersGetTheirTurn() throws Exception {
    var source = prepared(source("events", field("id", ValueType.INT64)));
    var view = view(source, 1, Duration.ZERO);
    var scans = new ArrayList<Future<NewestScan>>();
    for (int scan = 0; scan < 4; scan++) {
      scans.add(history.newest(request(view, 0, 9)));
    }
    done(Future.all(scans));

    while (scans.size() < 200) {
      scans.add(history.newest(request(view, 0, 9)));
    }
    var refused = scans.stream().filter(Future::failed).toList();
    var accepted = scans.stream().filter(scan -> !scan.failed()).toList();

    assertThat(accepted).hasSizeBetween(68, 69);
    assertThat(refused)
        .allSatisfy(scan ->
            assertThat(scan.cause())
                .isInstanceOfSatisfying(
                    PushException.class,
                    overloaded -> assertThat(overloaded.kind()).isEqualTo(FailureKind.OVERLOADED)));
    for (var scan : accepted) {
      done(done(scan).close());
    }
  }

  @Test
  void scansThatNobodyHasClosedEndWithTheStore() throws Exception {
    var source = prepared(source("events", field("id", ValueType.INT64)));
    var view = view(source, 1, Duration.ZERO);
    var scans = new ArrayList<Future<NewestScan>>();
    for (int scan = 0; scan < 20; scan++) {
      scans.add(history.newest(request(view, 0, 9)));
    }
    var unread = done(scans.getFirst());

    done(store.close());

    assertThatThrownBy(() -> done(unread.next())).cause().isInstanceOf(PushException.class);
    assertThatThrownBy(() -> done(scans.getLast())).cause().isInstanceOf(PushException.class);
    store = open();
  }

  @Test
  void closingTheStoreInterruptsAScan() throws Exception {
    var source = prepared(source("events", field("id", ValueType.INT64)));
    var view = view(source, 1, Duration.ZERO);
    for (int batch = 0; batch < 10; batch++) {
      append(
          source,
          LongStream.range(0, 20_000)
              .mapToObj(id -> new Row(id, id, List.of(hex(longs(id), 0))))
              .toArray(Row[]::new));
    }
    var scans = new ArrayList<Future<?>>();
    for (int scan = 0; scan < 4; scan++) {
      scans.add(done(history.newest(request(view, 0, Long.MAX_VALUE))).next());
    }

    done(store.close());

    for (var scan : scans) {
      assertThat(scan.isComplete()).isTrue();
    }
    assertThat(scans.getLast().cause()).isInstanceOf(PushException.class);
  }

  @Test
  void rowsAreAppendedWhileManyAreScanned() throws Exception {
    var source = prepared(source("events", field("id", ValueType.INT64)));
    var view = view(source, 1, Duration.ZERO);
    var appended = new AtomicInteger();
    var appends =
        OwnThread.run(
            "appends",
            () -> {
              for (long id = 0; id < 300; id++) {
                append(source, new Row(id, id, List.of(hex(longs(id), 0))));
                appended.incrementAndGet();
              }
            });

    while (!appends.isComplete()) {
      int before = appended.get();
      var rows = scan(request(view, 0, Long.MAX_VALUE)).rows();
      assertThat(rows).hasSizeBetween(before, appended.get() + 1);
    }

    done(appends);
    assertThat(scan(request(view, 0, Long.MAX_VALUE)).rows()).hasSize(300);
  }

  @Test
  void whoeverAsksIsAnsweredOnTheContextOfTheQuestion() throws Exception {
    var source = prepared(source("events", field("id", ValueType.INT64)));
    append(source, new Row(1, 1, List.of(hex(longs(1), 0))));
    var vertx = Vertx.vertx();
    var contexts = new CopyOnWriteArrayList<Context>();
    Promise<Void> ended = Promise.promise();

    var context = vertx.getOrCreateContext();
    context.runOnContext(turn ->
        history
            .newest(request(view(source, 1, Duration.ZERO), 0, 9))
            .compose(scan -> {
              contexts.add(Vertx.currentContext());
              return scan.next()
                  .compose(chunk -> {
                    contexts.add(Vertx.currentContext());
                    return scan.close();
                  });
            })
            .onComplete(end -> {
              contexts.add(Vertx.currentContext());
              ended.complete(end.result(), end.cause());
            }));

    done(ended.future());
    done(vertx.close());
    assertThat(contexts).hasSize(3).containsOnly(context);
  }
}
