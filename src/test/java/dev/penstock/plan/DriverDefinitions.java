package dev.penstock.plan;

import dev.penstock.model.BatchSource;
import dev.penstock.model.Definitions;
import dev.penstock.model.Entity;
import dev.penstock.model.FeatureView;
import dev.penstock.model.FeatureView.Kind;
import dev.penstock.model.Field;
import dev.penstock.model.PushSource;
import dev.penstock.model.ValueType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Definitions for tests: push source `trips` feeds a view of drivers, one of drivers and cities,
/// one without entities, and a label view.
final class DriverDefinitions {
  static final Field DRIVER = new Field("driver_id", ValueType.INT64);
  static final Field CITY = new Field("city", ValueType.STRING);
  static final Field TRIPS = new Field("trips", ValueType.INT64);
  static final Field FARE = new Field("fare", ValueType.DOUBLE);
  static final Field NOTE = new Field("note", ValueType.STRING);

  static final BatchSource SOURCE =
      new BatchSource(
          "trips_history",
          "ts",
          Optional.of("created_at"),
          Map.of("drv", "driver_id", "event_time", "ts"),
          List.of(DRIVER, CITY, TRIPS, FARE, NOTE));

  static final FeatureView BY_DRIVER = view("by_driver", SOURCE, List.of(DRIVER), TRIPS, FARE);
  static final FeatureView BY_CITY = view("by_city", SOURCE, List.of(DRIVER, CITY), TRIPS);
  static final FeatureView TOTAL = view("total", SOURCE, List.of(), FARE);
  static final FeatureView LABELS =
      new FeatureView(
          "labels",
          Kind.LABEL_VIEW,
          List.of("driver"),
          List.of(DRIVER),
          List.of(NOTE),
          Duration.ZERO,
          Optional.of("trips"),
          SOURCE,
          false,
          Map.of());

  /// A table that every view of the push source is content with.
  static final String FITTING =
      """
      {'driver_id': [7, 8], 'city': ['Oslo', 'Bergen'], 'trips': [1, 2], 'fare': [1.5, 2.5],
       'note': ['a', null], 'ts': ['2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z'],
       'created_at': ['2026-11-20T12:00:00Z', null]}\
      """;

  private DriverDefinitions() {}

  static Definitions all() {
    return of(BY_DRIVER, BY_CITY, TOTAL, LABELS);
  }

  static Definitions of(FeatureView... views) {
    return new Definitions(
        "test",
        List.of(
            new Entity("driver", "driver_id", ValueType.INT64),
            new Entity("city", "city", ValueType.STRING)),
        List.of(SOURCE),
        List.of(new PushSource("trips", SOURCE)),
        List.of(views),
        List.of());
  }

  static FeatureView view(
      String name, BatchSource source, List<Field> joinKeys, Field... features) {
    return new FeatureView(
        name,
        Kind.FEATURE_VIEW,
        joinKeys.stream().map(Field::name).toList(),
        joinKeys.isEmpty() ? List.of(FeatureView.DUMMY_KEY) : joinKeys,
        List.of(features),
        Duration.ZERO,
        Optional.of("trips"),
        source,
        true,
        Map.of());
  }
}
