# Stand-ins of Debian for the official images, as far as our files use them.
FROM carillon-test-base AS maven
RUN sed -i 's#</settings>#<localRepository>/repository</localRepository><offline>true</offline></settings>#' \
  /etc/maven/settings.xml
COPY repository /repository

FROM carillon-test-base AS jre
RUN mkdir -p /opt/java && ln -s /usr/lib/jvm/java-17-openjdk-amd64 /opt/java/openjdk
ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

FROM carillon-test-base AS postgres
COPY postgres.sh /usr/local/bin/
ENV PGDATA=/var/lib/postgresql/data
ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN mkdir -p $PGDATA && chown postgres $PGDATA
ENTRYPOINT ["postgres.sh"]

FROM carillon-test-base AS mosquitto
RUN mkdir -p /mosquitto/config /mosquitto/data && chown -R 1883:1883 /mosquitto
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
