package dev.penstock.serving;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import dev.penstock.model.ReadAnswer.Column;
import dev.penstock.model.ReadRequest;
import dev.penstock.model.ValueType;
import dev.penstock.serving.FeatureSet.OfReferences;
import dev.penstock.serving.FeatureSet.OfService;
import dev.penstock.serving.FeatureSet.Part;
import dev.penstock.serving.FeatureSet.Selection;
import dev.penstock.serving.ReadPlan.ViewRead;
import java.util.ArrayList;
import java.util.List;

/// Turns requests into plans, for one snapshot of definitions. Pure but for what it remembers.
final class ReadPlanner {
  // The empty string as `feast.types.Value`: the key of a view without entities (section 2.8).
  private static final byte[] EMPTY_TEXT = {0x12, 0x00};

  private final ResolvedFeatures resolved;
  private final KeyEncoding encoding;

  ReadPlanner(ResolvedFeatures resolved, KeyEncoding encoding) {
    this.resolved = resolved;
    this.encoding = encoding;
  }

  /// @throws dev.penstock.model.PushException as [OnlineFeatures#plan] says
  ReadPlan plan(ReadRequest request) {
    FeatureSet features = resolved.of(selection(request));
    var keys =
        RequestKeys.of(
            request.entities(), resolved.joinKeys(), features.keyTypes().keySet(), encoding);
    int rows = request.entities().rows();
    List<Column> keyColumns = keyColumns(keys, features);
    List<List<ByteColumn>> values =
        features.parts().stream().map(part -> values(part, keys)).toList();
    keys.refuseProblems();
    return new ReadPlan(
        rows, keyColumns, reads(features, values, rows), metadata(request, features));
  }

  /// A service of no name is none, as in Feast.
  static Selection selection(ReadRequest request) {
    String service = request.service().orElse("");
    return service.isEmpty()
        ? new OfReferences(request.features(), request.fullFeatureNames())
        : new OfService(service, request.fullFeatureNames());
  }

  private static List<Column> keyColumns(RequestKeys keys, FeatureSet features) {
    var columns = new ArrayList<Column>();
    for (String name : keys.names()) {
      ValueType type = features.keyTypes().get(name);
      columns.add(new KeyColumn(name, type == null ? keys.echoed(name) : keys.values(name, type)));
    }
    return columns;
  }

  /// The values of each join key of a view. A request that gives some of them only is refused like
  /// one that gives none: a shorter key would find nothing, silently.
  private static List<ByteColumn> values(Part part, RequestKeys keys) {
    var values = new ArrayList<ByteColumn>();
    for (int key = 0; key < part.requestKeys().size(); key++) {
      String name = part.requestKeys().get(key);
      if (!keys.names().contains(name)) {
        throw missing(part, name);
      }
      values.add(keys.values(name, part.view().joinKeys().get(key).type()));
    }
    return values;
  }

  private List<ViewRead> reads(FeatureSet features, List<List<ByteColumn>> values, int rows) {
    var reads = new ArrayList<ViewRead>();
    for (int view = 0; view < values.size(); view++) {
      Part part = features.parts().get(view);
      reads.add(new ViewRead(part, distinct(part.view(), values.get(view), rows)));
    }
    return reads;
  }

  private DistinctKeys distinct(FeatureView view, List<ByteColumn> values, int rows) {
    if (view.hasEntities()) {
      return DistinctKeys.of(encoding.keys(view.joinKeys(), values));
    }
    var empty = List.of(ByteColumn.repeated(EMPTY_TEXT, 1));
    return DistinctKeys.same(encoding.keys(List.of(FeatureView.DUMMY_KEY), empty), rows);
  }

  private static List<String> metadata(ReadRequest request, FeatureSet features) {
    return request.versionMetadata()
        ? features.parts().stream().map(Part::shownName).toList()
        : List.of();
  }

  static InvalidRequestException missing(Part part, String key) {
    var problem =
        new Problem(
            "missing",
            List.of("body", "entities", key),
            "feature view "
                + part.view().name()
                + " is read by join keys "
                + part.requestKeys()
                + ", and '"
                + key
                + "' is not given",
            "null");
    return new InvalidRequestException(List.of(problem), 1);
  }
}
