package io.carillon.node.metrics;

import akka.actor.ExtendedActorSystem;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.management.javadsl.ManagementRouteProvider;
import akka.management.javadsl.ManagementRouteProviderSettings;

/** {@code GET /metrics} on the management address. Akka Management creates it by its name in cluster.conf. */
public final class MetricsRoute implements ManagementRouteProvider {
    private final Metrics metrics;

    public MetricsRoute(ExtendedActorSystem system) {
        metrics = Metrics.ID.get(system);
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        return Directives.path("metrics", () -> Directives.get(() -> Directives.complete(scrape())));
    }

    private HttpResponse scrape() {
        return HttpResponse.create()
                .withEntity(HttpEntities.create(
                        ContentTypes.TEXT_PLAIN_UTF8, metrics.registry().scrape()));
    }
}
