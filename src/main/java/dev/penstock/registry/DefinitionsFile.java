package dev.penstock.registry;

import static java.util.Objects.requireNonNull;

import dev.penstock.model.BatchSource;
import dev.penstock.model.Definitions;
import dev.penstock.model.FeatureView.Kind;
import dev.penstock.model.PushSource;
import dev.penstock.yaml.YamlFile;
import dev.penstock.yaml.YamlMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads definitions from Penstock's own YAML, whose words are Feast's words.
public final class DefinitionsFile {
  private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

  private final YamlMap root;
  private final Path directory;
  private final Names<DeclaredEntity> entities = new Names<>("an entity");
  private final Names<SourceReader.Declared> sources = new Names<>("a source");

  private DefinitionsFile(YamlMap root, Path directory) {
    this.root = root;
    this.directory = directory;
  }

  /// Reads a file that holds one project.
  ///
  /// - **Fails** with [dev.penstock.yaml.InvalidFileException], which tells of every contradiction
  ///   with its line.
  public static Definitions read(Path path) {
    var file = YamlFile.read(path);
    Path directory = requireNonNull(path.toAbsolutePath().getParent());
    var definitions = new DefinitionsFile(file.root(), directory).definitions(file);
    file.finish();
    return definitions;
  }

  private Definitions definitions(YamlFile file) {
    String project = project();
    root.optionalList("entities").maps().forEach(this::entity);
    root.optionalList("batch_sources")
        .maps()
        .forEach(at -> SourceReader.batch(at, sources, directory));
    root.optionalList("push_sources").maps().forEach(at -> SourceReader.push(at, sources));
    var views = new ViewReader(entities, sources);
    views.readAll(root.optionalList("feature_views"), Kind.FEATURE_VIEW);
    views.readAll(root.optionalList("stream_feature_views"), Kind.STREAM_FEATURE_VIEW);
    views.readAll(root.optionalList("label_views"), Kind.LABEL_VIEW);
    var services = new ServiceReader(views.views());
    root.optionalList("feature_services").maps().forEach(services::read);
    root.end();
    var columns = new ColumnChecks(sources, views.views());
    columns.check();
    HashChecks.check(views.views());
    // What follows takes for granted that names are unique and known.
    file.finish();
    var batchSources = columns.batchSources();
    return new Definitions(
        project,
        views.entitiesWithTypes(),
        List.copyOf(batchSources.values()),
        pushSources(batchSources),
        views.resolved(batchSources),
        services.services());
  }

  private String project() {
    String project = root.text("project");
    if (!project.isBlank() && !PROJECT.matcher(project).matches()) {
      root.problem(
          "project",
          "'"
              + project
              + "' may hold letters, digits, '_' and '-' only, and begin with neither of"
              + " the last two");
    }
    return project;
  }

  private void entity(YamlMap at) {
    var entity = DeclaredEntity.read(at);
    entities.define(entity.name(), entity, at);
  }

  private List<PushSource> pushSources(Map<String, BatchSource> batchSources) {
    return sources.all().entrySet().stream()
        .flatMap(entry ->
            entry.getValue().value() instanceof SourceReader.Push push
                ? Stream.of(
                    new PushSource(
                        entry.getKey(), requireNonNull(batchSources.get(push.batchSource()))))
                : Stream.of())
        .toList();
  }
}
