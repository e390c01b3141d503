package dev.penstock.serving;

import static java.util.Objects.requireNonNull;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.Field;
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
import dev.penstock.table.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Turns requests for history into plans, for one snapshot of definitions.
final class RetrievalPlanner {
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
    var wanted = new PointInTimeRequest(eventTimes(entities), joins, CHUNK_ROWS);
    return new RetrievalPlan(
        wanted,
        features.parts(),
        new Layout(entities, wanted::eventTime, columns(features.parts())));
  }

  /// The features under the names that the answer has for them.
  private static List<Field> columns(List<Part> parts) {
    var columns = new ArrayList<Field>();
    for (Part part : parts) {
      var types =
          part.view().features().stream().collect(Collectors.toMap(Field::name, Field::type));
      for (int feature = 0; feature < part.features().size(); feature++) {
        columns.add(
            new Field(
                part.columns().get(feature),
                requireNonNull(types.get(part.features().get(feature)))));
      }
    }
    return columns;
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
    RawColumn column = entities.column(Layout.EVENT_TIME).orElseThrow(RetrievalPlanner::noTimes);
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
            List.of("body", "entities", Layout.EVENT_TIME),
            "every row needs a time in column '" + Layout.EVENT_TIME + "'",
            "null");
    return new InvalidRequestException(List.of(problem), 1);
  }
}
