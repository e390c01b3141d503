package dev.penstock.ingress.kafka.format;

import dev.penstock.config.ColumnSource;
import dev.penstock.config.ColumnSource.Header;
import dev.penstock.config.ColumnSource.InEvent;
import dev.penstock.config.ColumnSource.InKey;
import dev.penstock.config.ColumnSource.InValue;
import dev.penstock.config.ColumnSource.Place;
import dev.penstock.config.TopicConfig.UnknownFields;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Which columns are read from records, and where each of them is. Never changes; any number of
/// [RowTable]s may be filled by it at once.
public final class RowMapping {
  /// How many arrays and objects of a record may be open at once.
  static final int MOST_DEPTH = 100;

  private final List<WantedColumn> columns;
  private final boolean refusesUnknown;
  private final InstantSource clock;
  private final MemberTree value = new MemberTree("value");
  private final MemberTree key = new MemberTree("key");
  private final MemberTree event = new MemberTree("event");
  private final List<HeaderColumn> headers = new ArrayList<>();
  private final List<PlaceColumn> places = new ArrayList<>();
  private final int[] created;

  record HeaderColumn(String name, int column) {}

  record PlaceColumn(Place place, int column) {}

  /// @param columns that rows are to have, each name once
  /// @param sources by the name of a column, as [ColumnSource] spells them; a column without one is
  ///   the member of the row that has its name
  public RowMapping(
      List<WantedColumn> columns, Map<String, String> sources, UnknownFields unknownFields) {
    this(columns, sources, unknownFields, InstantSource.system());
  }

  /// - **Fails** by throwing [IllegalArgumentException] for a source that cannot be understood.
  ///
  /// @param clock tells when a row was recorded
  public RowMapping(
      List<WantedColumn> columns,
      Map<String, String> sources,
      UnknownFields unknownFields,
      InstantSource clock) {
    this.columns = List.copyOf(columns);
    this.refusesUnknown = unknownFields == UnknownFields.REFUSE;
    this.clock = clock;
    for (int column = 0; column < columns.size(); column++) {
      place(column, columns.get(column), sources);
    }
    this.created =
        IntStream.range(0, columns.size()).filter(at -> columns.get(at).created()).toArray();
  }

  /// A table without rows.
  public RowTable table(int expectedRows) {
    return new RowTable(this, expectedRows, clock.instant());
  }

  List<WantedColumn> columns() {
    return columns;
  }

  boolean refusesUnknown() {
    return refusesUnknown;
  }

  MemberTree value() {
    return value;
  }

  MemberTree key() {
    return key;
  }

  MemberTree event() {
    return event;
  }

  List<HeaderColumn> headers() {
    return headers;
  }

  List<PlaceColumn> places() {
    return places;
  }

  /// Columns that are now where a record does not say it.
  int[] created() {
    return created;
  }

  private void place(int column, WantedColumn wanted, Map<String, String> sources) {
    var source =
        Stream.concat(Stream.of(wanted.name()), wanted.others().stream())
            .flatMap(name -> Optional.ofNullable(sources.get(name)).stream())
            .findFirst();
    if (source.isEmpty()) {
      value.put(List.of(wanted.name()), column, false);
      wanted.others().forEach(name -> value.put(List.of(name), column, true));
      return;
    }
    switch (ColumnSource.of(source.get())) {
      case InValue(var path) -> value.put(path, column, false);
      case InKey(var path) -> key.put(path, column, false);
      case InEvent(var path) -> event.put(path, column, false);
      case Header(var name) -> headers.add(new HeaderColumn(name, column));
      case Place place -> places.add(new PlaceColumn(place, column));
    }
  }
}
