package dev.penstock.feast.registry;

import dev.penstock.feast.proto.DataSource;
import dev.penstock.feast.proto.DataSource.SourceType;
import dev.penstock.feast.proto.Entity;
import dev.penstock.feast.proto.EntitySpec;
import dev.penstock.feast.proto.FeatureSpec;
import dev.penstock.feast.proto.FeatureView;
import dev.penstock.feast.proto.FeatureViewSpec;
import dev.penstock.feast.proto.Project;
import dev.penstock.feast.proto.ProjectSpec;
import dev.penstock.feast.proto.Registry;
import dev.penstock.model.ValueType;

/// Messages as the SDK writes them.
public final class Samples {
  private Samples() {}

  /// Views `view_0` to `view_<count - 1>` of eight features, ten to a push source.
  public static Registry many(String project, int count) {
    var registry = Registry.newBuilder().addProjects(project(project));
    var _ = registry.addEntities(entity(project, "driver", ValueType.INT64));
    for (int view = 0; view < count; view++) {
      var spec = view(project, "view_" + view, "push_" + view / 10);
      for (int feature = 0; feature < 8; feature++) {
        var _ = spec.addFeatures(feature("f_" + view + "_" + feature, ValueType.DOUBLE));
      }
      var _ = registry.addFeatureViews(FeatureView.newBuilder().setSpec(spec));
    }
    return registry.build();
  }

  static Project project(String name) {
    return Project.newBuilder().setSpec(ProjectSpec.newBuilder().setName(name)).build();
  }

  static Entity entity(String project, String name, ValueType type) {
    var spec =
        EntitySpec.newBuilder()
            .setProject(project)
            .setName(name)
            .setJoinKey(name + "_id")
            .setValueType(type.code());
    return Entity.newBuilder().setSpec(spec).build();
  }

  /// A view of the entity `driver`, without features.
  static FeatureViewSpec.Builder view(String project, String name, String pushSource) {
    return FeatureViewSpec.newBuilder()
        .setProject(project)
        .setName(name)
        .addEntities("driver")
        .addEntityColumns(feature("driver_id", ValueType.INT64))
        .setOnline(true)
        .setBatchSource(file(pushSource + "_file"))
        .setStreamSource(push(pushSource));
  }

  static FeatureSpec feature(String name, ValueType type) {
    return FeatureSpec.newBuilder().setName(name).setValueType(type.code()).build();
  }

  static DataSource push(String name) {
    return DataSource.newBuilder()
        .setName(name)
        .setType(SourceType.PUSH_SOURCE)
        .setBatchSource(file(name + "_file"))
        .build();
  }

  static DataSource file(String name) {
    return DataSource.newBuilder()
        .setName(name)
        .setType(SourceType.BATCH_FILE)
        .setTimestampField("event_timestamp")
        .setFileOptions(DataSource.FileOptions.newBuilder().setUri("data/" + name + ".parquet"))
        .build();
  }
}
