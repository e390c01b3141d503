package dev.penstock.serving;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import dev.penstock.model.ReadRequest;
import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeRequest.Join;
import dev.penstock.plan.Faults;
import dev.penstock.plan.TimeConverter;
import dev.penstock.serving.FeatureSet.Part;
import java.util.ArrayList;
import java.util.List;

/// Turns requests for history into plans, for one snapshot of definitions.
final class RetrievalPlanner {
  private static final String EVENT_TIME = "event_timestamp";
  private static final int CHUNK_ROWS = 1_024;

  private final ResolvedFeatures resolved;
  private final KeyEncoding encoding;
  private final TimeConverter times;

  RetrievalPlanner(ResolvedFeatures resolved, KeyEncoding encoding, TimeConverter times) {
    this.resolved = resolved;
    this.encoding = encoding;
    this.times = times;
  }

  /// @throws dev.penstock.model.PushException as [HistoricalFeatures#plan] says
  RetrievalPlan plan(ReadRequest request) {
    RawTable entities = request.entities();
    FeatureSet features = resolved.of(ReadPlanner.selection(request));
    refuseCollisions(features, entities);
    var keys =
        RequestKeys.of(entities, resolved.joinKeys(), features.keyTypes().keySet(), encoding);
    List<Join> joins = features.parts().stream().map(part -> join(part, keys)).toList();
    keys.refuseProblems();
    return new RetrievalPlan(
        new PointInTimeRequest(eventTimes(entities), joins, CHUNK_ROWS), features.parts());
  }

  private static Join join(Part part, RequestKeys keys) {
    var values = new ArrayList<ByteColumn>();
    for (int key = 0; key < part.requestKeys().size(); key++) {
      String name = part.requestKeys().get(key);
      if (!keys.names().contains(name)) {
        throw ReadPlanner.missing(part, name);
      }
      values.add(keys.valuesOrNull(name, part.view().joinKeys().get(key).type()));
    }
    return new Join(part.view(), part.features(), values);
  }

  private long[] eventTimes(RawTable entities) {
    RawColumn column = entities.column(EVENT_TIME).orElseThrow(RetrievalPlanner::noTimes);
    var faults = new Faults("body", "entities");
    long[] micros = times.eventTimes(column, faults, () -> "the join");
    if (faults.any()) {
      throw faults.refusal();
    }
    return micros;
  }

  /// Rows of an answer have a column of a name only once.
  private static void refuseCollisions(FeatureSet features, RawTable entities) {
    for (Part part : features.parts()) {
      for (String column : part.columns()) {
        if (entities.column(column).isPresent()) {
          throw Requests.invalid(
              "entities",
              "column '"
                  + column
                  + "' is named like a feature that is asked for; leave it out, or set"
                  + " full_feature_names to true");
        }
      }
    }
  }

  private static InvalidRequestException noTimes() {
    var problem =
        new Problem(
            "missing",
            List.of("body", "entities", EVENT_TIME),
            "every row needs a time in column '" + EVENT_TIME + "'",
            "null");
    return new InvalidRequestException(List.of(problem), 1);
  }
}
