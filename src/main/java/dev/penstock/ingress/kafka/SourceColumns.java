package dev.penstock.ingress.kafka;

import dev.penstock.config.TopicConfig;
import dev.penstock.ingress.kafka.format.RowMapping;
import dev.penstock.ingress.kafka.format.WantedColumn;
import dev.penstock.model.Definitions;
import dev.penstock.model.Field;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which columns records of a push source can have, and where they are in a record.
///
/// @param snapshot of definitions that it holds for
record SourceColumns(Definitions snapshot, RowMapping mapping) {

  /// Every name that some consuming view, or its batch source, knows a column by. A record says it
  /// by either.
  ///
  /// @param clock tells when rows were ingested
  static SourceColumns of(
      Definitions snapshot, String pushSource, TopicConfig topic, InstantSource clock) {
    Map<String, WantedColumn> wanted = new LinkedHashMap<>();
    for (var view : snapshot.consumers(pushSource)) {
      var source = view.batchSource();
      var names = new ArrayList<String>();
      view.joinKeys().stream().map(Field::name).forEach(names::add);
      view.features().stream().map(Field::name).forEach(names::add);
      names.add(source.timestampField());
      if (topic.to().offline()) {
        source.columns().stream().map(Field::name).forEach(names::add);
      }
      names.forEach(name -> want(wanted, name, source.ownName(name), false));
      source
          .createdTimestampColumn()
          .ifPresent(name -> want(wanted, name, source.ownName(name), true));
    }
    return new SourceColumns(
        snapshot,
        new RowMapping(
            wanted.values().stream().toList(), topic.columns(), topic.unknownFields(), clock));
  }

  private static void want(
      Map<String, WantedColumn> wanted, String name, String ownName, boolean created) {
    wanted.merge(name, WantedColumn.of(name, ownName, created), WantedColumn::or);
  }
}
