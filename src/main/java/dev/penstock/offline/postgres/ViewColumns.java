package dev.penstock.offline.postgres;

import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.PushException;
import dev.penstock.postgres.OwnConnection;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the history of a view is: its columns, found by name, with their types. One thread's.
///
/// @param relation what is read, in SQL
/// @param ordered whether rows have a place, which grows as they arrive
/// @param keys in the order of the view; none for a view without entities
/// @param features those that are asked for
record ViewColumns(
    FeatureView view,
    String relation,
    boolean ordered,
    TimeColumn eventTime,
    Optional<TimeColumn> createdTime,
    List<KeyColumn> keys,
    List<FeatureColumn> features) {
  ViewColumns {
    keys = List.copyOf(keys);
    features = List.copyOf(features);
  }

  /// - **Fails** with `INVALID` when columns are of types that cannot be read as what they are
  ///   defined as, and as statements do.
  static Future<ViewColumns> find(
      OwnConnection connection, FeatureView view, List<Field> features, String defaultSchema) {
    var source = view.batchSource();
    var keys = view.hasEntities() ? view.joinKeys() : List.<Field>of();
    var names = new ArrayList<String>();
    names.add(source.ownName(source.timestampField()));
    source.createdTimestampColumn().map(source::ownName).ifPresent(names::add);
    keys.forEach(key -> names.add(source.ownName(key.name())));
    features.forEach(feature -> names.add(source.ownName(feature.name())));
    var relation = Relation.of(source, defaultSchema);
    return SourceTypes.read(connection, relation, names)
        .map(found -> {
          var columns = new Columns(source, names, found.types());
          var eventTime = columns.time();
          var createdTime = source.createdTimestampColumn().map(name -> columns.time());
          return new ViewColumns(
              view,
              relation.sql(),
              found.ordered(),
              eventTime,
              createdTime,
              keys.stream().map(columns::key).toList(),
              features.stream().map(columns::feature).toList());
        });
  }

  /// The order in which one row of an entity is newer than another, newest first.
  String newestFirst() {
    var order = new StringBuilder(eventTime.sql()).append(" DESC");
    createdTime.ifPresent(
        created -> order.append(", ").append(created.sql()).append(" DESC NULLS LAST"));
    return ordered ? order.append(", q.ctid DESC").toString() : order.toString();
  }

  /// Takes columns in their order.
  private static final class Columns {
    private final BatchSource source;
    private final List<String> names;
    private final List<ColumnType> types;
    private int next;

    Columns(BatchSource source, List<String> names, List<ColumnType> types) {
      this.source = source;
      this.names = names;
      this.types = types;
    }

    TimeColumn time() {
      int at = next++;
      if (!TimeColumn.isTime(types.get(at))) {
        throw unreadable(at, "a time");
      }
      return new TimeColumn(names.get(at), types.get(at));
    }

    KeyColumn key(Field field) {
      int at = next++;
      return KeyColumn.of(field, names.get(at), types.get(at))
          .orElseThrow(() -> unreadable(at, "a join key of type " + field.type()));
    }

    FeatureColumn feature(Field field) {
      int at = next++;
      return FeatureColumn.of(field, names.get(at), types.get(at))
          .orElseThrow(() -> unreadable(at, field.type().name()));
    }

    private PushException unreadable(int at, String wanted) {
      return new PushException(
          FailureKind.INVALID,
          "column \"%s\" of batch source \"%s\" is %s, which cannot be read as %s"
              .formatted(names.get(at), source.name(), types.get(at).sql(), wanted));
    }
  }
}
