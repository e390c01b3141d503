package dev.penstock.ingress.http;

import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.MaterializeRequest;
import dev.penstock.model.Problem;
import dev.penstock.model.PushRequest;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.PushRequest.Target;
import dev.penstock.model.PushRequest.To;
import dev.penstock.model.PushRequest.ToPushSource;
import dev.penstock.model.PushRequest.ToView;
import dev.penstock.model.RawTable;
import dev.penstock.model.ReadRequest;
import dev.penstock.model.ReadRequest.StatusMode;
import dev.penstock.model.ReplayRequest;
import dev.penstock.model.VerifyRequest;
import dev.penstock.plan.TimeParser;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the bodies of requests mean.
final class Bodies {
  private final HttpSettings settings;
  private final BodyTimes times = new BodyTimes(new TimeParser(InstantSource.system()));

  Bodies(HttpSettings settings) {
    this.settings = settings;
  }

  /// The body of `POST /push`.
  PushRequest push(byte[] body, String id, Handling handling) {
    return new Push(body, "push_source_name", true).request(id, handling, ToPushSource::new);
  }

  /// The body of `POST /write-to-online-store`.
  PushRequest write(byte[] body, String id, Handling handling) {
    return new Push(body, "feature_view_name", false).request(id, handling, ToView::new);
  }

  /// The body of `POST /get-online-features`.
  ReadRequest read(byte[] body, Optional<StatusMode> statuses) {
    return new Read(body).request(statuses);
  }

  /// The body of `POST /materialize`.
  MaterializeRequest materialize(byte[] body, boolean force, boolean mayWait) {
    return materializeBody(body).request(force, mayWait);
  }

  /// The body of `POST /materialize-incremental`.
  MaterializeRequest materializeIncremental(byte[] body, boolean force, boolean mayWait) {
    return materializeBody(body).incrementalRequest(force, mayWait);
  }

  /// The body of `POST /verify`.
  VerifyRequest verify(byte[] body) {
    return new VerifyBody(new BodyFields(body, settings, VerifyBody.MEMBERS), times).request();
  }

  /// The body of `POST /replay`.
  ReplayRequest replay(byte[] body) {
    return new ReplayBody(new BodyFields(body, settings, ReplayBody.MEMBERS), times).request();
  }

  private MaterializeBody materializeBody(byte[] body) {
    return new MaterializeBody(new BodyFields(body, settings, MaterializeBody.MEMBERS), times);
  }

  private interface Aim {
    Target at(String name);
  }

  private final class Push {
    private final BodyFields fields;
    private Optional<String> name = Optional.empty();
    private Optional<RawTable> rows = Optional.empty();
    private Optional<String> to = Optional.empty();
    private final String nameField;

    Push(byte[] body, String nameField, boolean choosesStores) {
      this.nameField = nameField;
      fields =
          new BodyFields(
              body,
              settings,
              List.of(nameField, "df", "allow_registry_cache", "to", "transform_on_write"));
      fields.read(member -> {
        if (member.equals(nameField)) {
          name = fields.text(member);
        } else if (member.equals("df")) {
          rows = fields.table(member, !choosesStores);
        } else if (member.equals("to") && choosesStores) {
          to = fields.text(member);
        } else if (member.equals("allow_registry_cache") || member.equals("transform_on_write")) {
          boolean _ = fields.bool(member, true);
        } else {
          fields.ignore();
        }
      });
    }

    PushRequest request(String id, Handling handling, Aim aim) {
      if (name.isEmpty()) {
        fields.missing(nameField);
      }
      if (rows.isEmpty()) {
        fields.missing("df");
      }
      fields.check();
      return new PushRequest(
          id, aim.at(name.orElseThrow()), stores(), handling, rows.orElseThrow());
    }

    private To stores() {
      String word = to.orElse(To.ONLINE.word());
      for (var stores : To.values()) {
        if (stores.word().equals(word)) {
          return stores;
        }
      }
      throw new InvalidRequestException(
          List.of(
              new Problem(
                  "value_error",
                  List.of("body", "to"),
                  "to is one of online, offline and online_and_offline",
                  HttpAnswers.quoted(HttpAnswers.cut(word, 100)))),
          1);
    }
  }

  private final class Read {
    private static final List<String> MEMBERS =
        List.of(
            "entities",
            "feature_service",
            "features",
            "full_feature_names",
            "include_feature_view_version_metadata");

    private final BodyFields fields;
    private Optional<RawTable> entities = Optional.empty();
    private List<String> features = new ArrayList<>();
    private Optional<String> service = Optional.empty();
    private boolean fullNames;
    private boolean versionMetadata;

    Read(byte[] body) {
      fields = new BodyFields(body, settings, MEMBERS);
      fields.read(member -> {
        switch (member) {
          case "entities" -> entities = fields.lists(member);
          case "features" -> features = fields.texts(member);
          case "feature_service" -> service = fields.optionalText(member);
          case "full_feature_names" -> fullNames = fields.bool(member, false);
          case "include_feature_view_version_metadata" ->
              versionMetadata = fields.bool(member, false);
          default -> fields.ignore();
        }
      });
    }

    ReadRequest request(Optional<StatusMode> statuses) {
      if (entities.isEmpty()) {
        fields.missing("entities");
      }
      fields.check();
      return new ReadRequest(
          entities.orElseThrow(),
          features,
          service.filter(name -> !name.isEmpty()),
          fullNames,
          versionMetadata,
          statuses);
    }
  }
}
