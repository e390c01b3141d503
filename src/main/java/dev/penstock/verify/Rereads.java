package dev.penstock.verify;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.jobs.JobPace;
import dev.penstock.jobs.JobPace.Steps;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.PushException;
import dev.penstock.offline.History;
import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeRequest.Join;
import dev.penstock.offline.PointInTimeScan;
import dev.penstock.offline.PointInTimeScan.Chunk;
import dev.penstock.offline.PointInTimeScan.Found;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// Reads the history of some entities once more.
///
/// @param view the entities are of
record Rereads(History history, FeatureView view, JobPace pace) {
  private static final int CHUNK_ROWS = 1_024;

  /// Has entities know what their history is now.
  ///
  /// @param end greatest event time, in microseconds since the epoch, UTC
  void of(List<Entity> entities, long end) {
    try {
      var places = entities.iterator();
      pace.each(
          history.pointInTime(request(entities, end)),
          new Steps<>(PointInTimeScan::next, PointInTimeScan::close),
          chunk -> take(chunk, places));
    } catch (PushException failure) {
      // A row that no store can hold has come meanwhile; those of before are still there.
      if (failure.kind() != FailureKind.UNREPRESENTABLE) {
        throw failure;
      }
    }
  }

  private PointInTimeRequest request(List<Entity> entities, long end) {
    long[] times = new long[entities.size()];
    Arrays.fill(times, end);
    var keys =
        view.hasEntities()
            ? EntityKeys.values(view.joinKeys(), keys(entities))
            : List.<ByteColumn>of();
    var features = view.features().stream().map(Field::name).toList();
    return new PointInTimeRequest(times, List.of(new Join(ageless(), features, keys)), CHUNK_ROWS);
  }

  static ByteColumn keys(List<Entity> entities) {
    var keys = new ByteColumn.Builder(entities.size(), entities.size() * 48L);
    entities.forEach(entity -> keys.add(entity.key(), 0, entity.key().length));
    return keys.build();
  }

  /// Rows that are too old to be served are compared too.
  private FeatureView ageless() {
    return new FeatureView(
        view.name(),
        view.kind(),
        view.entities(),
        view.joinKeys(),
        view.features(),
        Duration.ZERO,
        view.pushSource(),
        view.batchSource(),
        view.online(),
        view.tags());
  }

  private static void take(Chunk chunk, Iterator<Entity> entities) {
    var found = chunk.views().getFirst();
    for (int row = 0; row < chunk.rows(); row++) {
      var entity = entities.next();
      if (found.eventTime(row) != Found.NOTHING) {
        entity.found(HistoryRow.of(found.eventTime(row), found.features(), row));
      }
    }
  }
}
