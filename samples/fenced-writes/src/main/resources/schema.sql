create table if not exists account (
    id bigint primary key,
    balance bigint not null
);

create table if not exists octostore_fence (
    name varchar(256) primary key,
    token bigint not null
);
