package dev.pgtether.operator.rest;

import dev.pgtether.audit.document.Audited;
import dev.pgtether.audit.document.JsonDocument;
import dev.pgtether.operator.audit.AuditRegistry;
import dev.pgtether.operator.audit.AuditState;
import dev.pgtether.operator.leader.Leadership;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The last good audit of a resource, every connection of it, as the audit's own JSON document. */
@Path("/v1/namespaces/{namespace}/connectionaudits/{name}/report")
public class ReportResource {

  private static final String BEARER = "Bearer ";
  private static final int MAX_TOKEN_LENGTH = 16_384;
  private static final int MAX_CONCURRENT = 8;
  private static final int MISDIRECTED = 421; // RFC 9110, 15.5.20

  private final Semaphore permits = new Semaphore(MAX_CONCURRENT);
  private final ReportAuthorizer reportAuthorizer;
  private final AuditRegistry auditRegistry;
  private final Leadership leadership;

  public ReportResource(
      ReportAuthorizer reportAuthorizer, AuditRegistry auditRegistry, Leadership leadership) {
    this.reportAuthorizer = reportAuthorizer;
    this.auditRegistry = auditRegistry;
    this.leadership = leadership;
  }

  /** The document; without the right to it, nothing but that. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Response report(
      @PathParam("namespace") String namespace,
      @PathParam("name") String name,
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
    if (!permits.tryAcquire()) {
      return error(Response.Status.SERVICE_UNAVAILABLE, "too many ask at once: try again");
    }
    try {
      return answer(namespace, name, authorization);
    } catch (KubernetesClientException unanswered) {
      return error(
          Response.Status.SERVICE_UNAVAILABLE,
          "the API server could not be asked who you are: try again");
    } finally {
      permits.release();
    }
  }

  private Response answer(String namespace, String name, @Nullable String authorization) {
    if (authorization == null
        || !authorization.startsWith(BEARER)
        || authorization.length() > MAX_TOKEN_LENGTH) {
      return unauthorized();
    }
    return switch (reportAuthorizer.authorize(
        authorization.substring(BEARER.length()), namespace, name)) {
      case UNKNOWN_USER -> unauthorized();
      case FORBIDDEN ->
          error(
              Response.Status.FORBIDDEN,
              "you need the verb get on connectionaudits/report (pgtether.dev) in namespace "
                  + namespace);
      case ALLOWED -> allowed(namespace, name);
    };
  }

  private Response allowed(String namespace, String name) {
    if (leadership.now() instanceof Leadership.LeadershipState.Following following) {
      return Response.status(MISDIRECTED)
          .entity(
              Map.of(
                  "error",
                  "this replica does not audit: forward to the one that does, see kubectl get lease",
                  "leader",
                  following.leader() == null ? "" : following.leader()))
          .build();
    }
    AuditState auditState = auditRegistry.state(namespace, name);
    Audited audited = auditState == null ? null : ReportContent.of(auditState);
    if (audited == null) {
      return error(
          Response.Status.NOT_FOUND,
          "there is no good audit of %s/%s yet: see kubectl describe connectionaudit -n %s %s"
              .formatted(namespace, name, namespace, name));
    }
    return Response.ok(JsonDocument.compact(audited)).build();
  }

  private static Response unauthorized() {
    return Response.status(Response.Status.UNAUTHORIZED)
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .entity(
            Map.of(
                "error",
                "show a token that the API server knows: Authorization: Bearer $(kubectl create token NAME)"))
        .build();
  }

  private static Response error(Response.Status status, String why) {
    return Response.status(status).entity(Map.of("error", why)).build();
  }
}
