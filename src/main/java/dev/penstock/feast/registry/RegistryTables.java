package dev.penstock.feast.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.penstock.feast.proto.DataSource;
import dev.penstock.feast.proto.Entity;
import dev.penstock.feast.proto.FeatureService;
import dev.penstock.feast.proto.FeatureView;
import dev.penstock.feast.proto.LabelView;
import dev.penstock.feast.proto.OnDemandFeatureView;
import dev.penstock.feast.proto.Project;
import dev.penstock.feast.proto.Registry;
import dev.penstock.feast.proto.StreamFeatureView;
import dev.penstock.yaml.FileProblem;
import dev.penstock.yaml.InvalidFileException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The tables of a registry, as one transaction sees them. Messages often lack their project, which
/// then is the row's.
final class RegistryTables {
  private static final List<Table> TABLES =
      List.of(
          new Table("projects", "project_name", "project_proto", RegistryTables::project),
          new Table("entities", "entity_name", "entity_proto", RegistryTables::entity),
          new Table(
              "data_sources", "data_source_name", "data_source_proto", RegistryTables::source),
          new Table(
              "feature_views", "feature_view_name", "feature_view_proto", RegistryTables::view),
          new Table(
              "stream_feature_views",
              "feature_view_name",
              "feature_view_proto",
              RegistryTables::streamView),
          new Table(
              "on_demand_feature_views",
              "feature_view_name",
              "feature_view_proto",
              RegistryTables::onDemandView),
          new Table(
              "label_views", "feature_view_name", "feature_view_proto", RegistryTables::labelView),
          new Table(
              "feature_services",
              "feature_service_name",
              "feature_service_proto",
              RegistryTables::service));

  private final Connection connection;
  private final String registry;

  private record Table(String name, String key, String message, Adder adder) {}

  /// Adds the message of a row to a registry.
  @FunctionalInterface
  private interface Adder {
    Registry.Builder add(Registry.Builder registry, byte[] message, String project)
        throws InvalidProtocolBufferException;
  }

  /// @param registry its name, for people
  RegistryTables(Connection connection, String registry) {
    this.connection = connection;
    this.registry = registry;
  }

  /// Reads the messages of a project, and the names of all projects.
  Registry registry(String project) throws SQLException, InvalidProtocolBufferException {
    var builder = Registry.newBuilder();
    for (Table table : existing()) {
      boolean every = table.name().equals("projects");
      String where = every ? "" : " WHERE project_id = ?";
      String sql =
          "SELECT project_id, %s FROM %s%s ORDER BY project_id, %s"
              .formatted(table.message(), table.name(), where, table.key());
      try (var statement = connection.prepareStatement(sql)) {
        if (!every) {
          statement.setString(1, project);
        }
        add(statement, table, builder);
      }
    }
    return builder.build();
  }

  /// How many rows of a project every table has, and when they last changed, to the second.
  String summary(String project) throws SQLException {
    var summary = new StringBuilder();
    for (Table table : existing()) {
      String sql =
          "SELECT count(*), max(last_updated_timestamp), sum(last_updated_timestamp) FROM "
              + table.name()
              + " WHERE project_id = ?";
      try (var statement = connection.prepareStatement(sql)) {
        statement.setString(1, project);
        append(statement, table, summary);
      }
    }
    return summary.toString();
  }

  private static void append(PreparedStatement statement, Table table, StringBuilder summary)
      throws SQLException {
    try (var row = statement.executeQuery()) {
      boolean _ = row.next();
      summary.append(table.name()).append(' ');
      for (int column = 1; column <= 3; column++) {
        summary.append(row.getString(column)).append(' ');
      }
    }
  }

  private static void add(PreparedStatement statement, Table table, Registry.Builder builder)
      throws SQLException, InvalidProtocolBufferException {
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        var _ = table.adder().add(builder, rows.getBytes(2), rows.getString(1));
      }
    }
  }

  /// The tables that are there: earlier releases of Feast have fewer.
  private List<Table> existing() throws SQLException {
    Set<String> names = new HashSet<>();
    var catalog = connection.getMetaData();
    String[] kinds = {"TABLE", "BASE TABLE"};
    try (var rows =
        catalog.getTables(connection.getCatalog(), connection.getSchema(), "%", kinds)) {
      while (rows.next()) {
        names.add(rows.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
      }
    }
    if (!names.contains("feature_views") || !names.contains("projects")) {
      throw new InvalidFileException(
          List.of(
              new FileProblem(registry, 0, "", "holds no registry of Feast; run `feast apply`")));
    }
    return TABLES.stream().filter(table -> names.contains(table.name())).toList();
  }

  private static Registry.Builder project(Registry.Builder registry, byte[] bytes, String project)
      throws InvalidProtocolBufferException {
    var message = Project.parseFrom(bytes).toBuilder();
    message.getSpecBuilder().setName(project);
    return registry.addProjects(message);
  }

  private static Registry.Builder entity(Registry.Builder registry, byte[] bytes, String project)
      throws InvalidProtocolBufferException {
    var message = Entity.parseFrom(bytes).toBuilder();
    message.getSpecBuilder().setProject(project);
    return registry.addEntities(message);
  }

  private static Registry.Builder source(Registry.Builder registry, byte[] bytes, String project)
      throws InvalidProtocolBufferException {
    return registry.addDataSources(DataSource.parseFrom(bytes).toBuilder().setProject(project));
  }

  private static Registry.Builder view(Registry.Builder registry, byte[] bytes, String project)
      throws InvalidProtocolBufferException {
    var message = FeatureView.parseFrom(bytes).toBuilder();
    message.getSpecBuilder().setProject(project);
    return registry.addFeatureViews(message);
  }

  private static Registry.Builder streamView(
      Registry.Builder registry, byte[] bytes, String project)
      throws InvalidProtocolBufferException {
    var message = StreamFeatureView.parseFrom(bytes).toBuilder();
    message.getSpecBuilder().setProject(project);
    return registry.addStreamFeatureViews(message);
  }

  private static Registry.Builder onDemandView(
      Registry.Builder registry, byte[] bytes, String project)
      throws InvalidProtocolBufferException {
    var message = OnDemandFeatureView.parseFrom(bytes).toBuilder();
    message.getSpecBuilder().setProject(project);
    return registry.addOnDemandFeatureViews(message);
  }

  private static Registry.Builder labelView(Registry.Builder registry, byte[] bytes, String project)
      throws InvalidProtocolBufferException {
    var message = LabelView.parseFrom(bytes).toBuilder();
    message.getSpecBuilder().setProject(project);
    return registry.addLabelViews(message);
  }

  private static Registry.Builder service(Registry.Builder registry, byte[] bytes, String project)
      throws InvalidProtocolBufferException {
    var message = FeatureService.parseFrom(bytes).toBuilder();
    message.getSpecBuilder().setProject(project);
    return registry.addFeatureServices(message);
  }
}
