package dev.penstock.offline.parquet;

import dev.penstock.model.AppendId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.Definitions;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushSource;
import dev.penstock.offline.OfflineStore;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A store whose batch sources are in files, whatever they say of tables.
record InFiles(OfflineStore store, Function<BatchSource, Path> path) implements OfflineStore {
  static BatchSource at(Path path, BatchSource source) {
    return new BatchSource(
        source.name(),
        new BatchSource.Origin.Files(path),
        source.timestampField(),
        source.createdTimestampColumn(),
        source.fieldMapping(),
        source.columns());
  }

  @Override
  public Future<Void> verify(Definitions definitions) {
    return store.verify(located(definitions));
  }

  @Override
  public Future<Void> prepare(Definitions definitions) {
    return store.prepare(located(definitions));
  }

  @Override
  public Future<Integer> append(AppendId id, OfflineRows rows) {
    var eventTimes = new long[rows.rows()];
    var createdTimes = new long[rows.rows()];
    for (int row = 0; row < rows.rows(); row++) {
      eventTimes[row] = rows.eventTime(row);
      createdTimes[row] = rows.createdTime(row);
    }
    return store.append(
        id, new OfflineRows(located(rows.source()), eventTimes, createdTimes, rows.columns()));
  }

  @Override
  public Future<List<String>> undefined(Definitions definitions) {
    return store.undefined(located(definitions));
  }

  @Override
  public Future<Void> check() {
    return store.check();
  }

  @Override
  public Future<Void> close() {
    return store.close();
  }

  private Definitions located(Definitions definitions) {
    return new Definitions(
        definitions.project(),
        List.of(),
        definitions.batchSources().values().stream().map(this::located).toList(),
        definitions.pushSources().values().stream()
            .map(push -> new PushSource(push.name(), located(push.batchSource())))
            .toList(),
        new ArrayList<>(definitions.views().values()),
        List.of());
  }

  private BatchSource located(BatchSource source) {
    return at(path.apply(source), source);
  }
}
