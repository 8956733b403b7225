package io.carillon.node;

import akka.actor.ExtendedActorSystem;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.management.javadsl.ManagementRoutesProvider;
import akka.management.javadsl.ManagementRouteProviderSettings;

/** {@code GET /metrics} on the management address. Akka Management makes it by its name in cluster.conf. */
public final class MetricsRoute implements ManagementRoutesProvider {
    private static final ContentType TEXT = ContentType.create(MediaTypes.TEXT_PLAIN, HttpCharsets.UTF_8);

    private final Metrics metrics;

    public MetricsRoute(ExtendedActorSystem system) {
        metrics = Metrics.ID.get(system);
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        return Directives.path("metrics", () -> Directives.get(() -> Directives.complete(HttpResponse.create()
                .withEntity(HttpEntities.create(TEXT, metrics.registry().scrape().getBytes(java.nio.charset.StandardCharsets.UTF_8))))));
    }
}
