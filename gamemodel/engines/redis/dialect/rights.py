"""The commands that each access to each kind of family needs, and rights as ACL rules and back.

The lists are explicit: `+@write` would also grant FUNCTION FLUSH and, later, commands that do not exist yet. READ works with
`%R~`, WRITE with `%W~`, BOTH needs `~` because it returns or uses what was there (measured with ACL DRYRUN on Redis 7.0.15;
consumer groups would partly be allowed with one of both, but moving a group on both reads and writes).
SCAN, KEYS, RANDOMKEY and DBSIZE are in no list: the server does not filter them by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

from gamemodel.engines.redis.dialect.quoting import quote
from gamemodel.engines.redis.schema import Rights, Role, Selector

_CONNECTION: Final = "client|getname client|id client|info client|no-evict client|setname command discard echo exec multi ping select unwatch wait"
CONNECTION: Final = tuple(_CONNECTION.split())
"""What every role may do without touching a key (AUTH, HELLO, QUIT and RESET need no right)."""

_CLUSTER: Final = "asking cluster|myid cluster|nodes cluster|shards cluster|slots readonly readwrite"
CLUSTER: Final = tuple(_CLUSTER.split())
"""What a cluster client asks for besides."""

_KEY_READ: Final = "exists expiretime pexpiretime pttl touch ttl type watch"
_KEY_WRITE: Final = "del expire expireat persist pexpire pexpireat unlink"

_READ: Final[dict[str, str]] = {
    "string": "get getrange lcs mget strlen",
    "counter": "get mget",
    "bitmap": "bitcount bitfield_ro bitpos get getbit getrange strlen",
    "hyperloglog": "pfcount strlen",
    "hash": "hexists hget hgetall hkeys hlen hmget hrandfield hscan hstrlen hvals",
    "list": "lindex llen lpos lrange",
    "set": "scard sdiff sinter sintercard sismember smembers smismember srandmember sscan sunion",
    "zset": (
        "zcard zcount zdiff zinter zintercard zlexcount zmscore zrandmember zrange zrangebylex zrangebyscore zrank "
        "zrevrange zrevrangebylex zrevrangebyscore zrevrank zscan zscore zunion"
    ),
    "geo": "geodist geohash geopos geosearch zcard zrange zscan zscore",
    "stream": "xinfo|consumers xinfo|groups xinfo|stream xlen xpending xrange xread xrevrange",
}
_WRITE: Final[dict[str, str]] = {
    "string": "append mset msetnx psetex set setex setnx setrange",
    "counter": "set setex setnx",
    "bitmap": "set",
    "hyperloglog": "pfadd",
    "hash": "hdel hmset hset hsetnx",
    "list": "linsert lpush lpushx lrem lset ltrim rpush rpushx",
    "set": "sadd srem",
    "zset": "zadd zrem zremrangebylex zremrangebyrank zremrangebyscore",
    "geo": "geoadd zrem",
    "stream": "xadd xdel xtrim",
}
_BOTH: Final[dict[str, str]] = {
    "string": "getdel getex getset",
    "counter": "decr decrby getdel getex getset incr incrby incrbyfloat",
    "bitmap": "bitfield bitop setbit",
    "hyperloglog": "pfmerge",
    "hash": "hincrby hincrbyfloat",
    "list": "blmove blmpop blpop brpop lmove lmpop lpop rpop rpoplpush",
    "set": "sdiffstore sinterstore smove spop sunionstore",
    "zset": "bzmpop bzpopmax bzpopmin zdiffstore zincrby zinterstore zmpop zpopmax zpopmin zrangestore zunionstore",
    "geo": "geosearchstore zincrby",
    "stream": "xack xautoclaim xclaim xgroup|create xgroup|createconsumer xgroup|delconsumer xgroup|destroy xgroup|setid xreadgroup",
}
_SLIDE: Final = "expire pexpire"
_REGISTRY: Final = "exists hget hgetall hkeys hmget type"

ACCESS: Final = {"read": "%R~", "write": "%W~", "both": "~", "slide": "%W~"}
"""The key permission of each access. `slide`: renewing the TTL, which a reader of a sliding family does."""


def commands(kind: str, access: str) -> tuple[str, ...]:
    """The commands of one access to one kind of family, sorted. `registry` is read like a kind of its own."""
    if access == "slide":
        return tuple(_SLIDE.split())
    if kind == "registry":
        return tuple(_REGISTRY.split())
    words = f"{_KEY_READ} {_READ[kind]}" if access in ("read", "both") else ""
    if access in ("write", "both"):
        words += f" {_KEY_WRITE} {_WRITE[kind]}"
    if access == "both":
        words += f" {_BOTH[kind]}"
    return tuple(sorted(set(words.split())))


@cache
def _labels() -> dict[tuple[str, ...], str]:
    kinds = [(kind, access) for kind in _READ for access in ("read", "write", "both")]
    return {commands(kind, access): f"{access} {kind}" for kind, access in kinds} | {
        commands("", "slide"): "renew ttl",
        commands("registry", "read"): "read registry",
    }


def label(found: tuple[str, ...]) -> str:
    """A command list in words where it is one of ours (`read hash`), otherwise its first commands."""
    return _labels().get(found) or " ".join(found[:3]) + (" …" if len(found) > 3 else "")


def granted_keys(grant: str) -> str:
    """The glob of a grant in words: `game:user:*` of `%R~game:user:*(read hash)`; empty where it names no keys."""
    return grant.partition("(")[0].partition("~")[2]


def selectors(granted: Mapping[tuple[str, str], Iterable[str]]) -> tuple[Selector, ...]:
    """(kind, access) -> globs, as sorted selectors."""
    made = (
        Selector(commands(kind, access), tuple(sorted({ACCESS[access] + glob for glob in globs})))
        for (kind, access), globs in granted.items()
    )
    return ordered(made)


def ordered(found: Iterable[Selector]) -> tuple[Selector, ...]:
    return tuple(sorted(found, key=lambda each: (each.keys, each.commands, each.channels)))


def rules(rights: Rights) -> tuple[str, ...]:
    """The rights as arguments of ACL SETUSER that replace all others and leave passwords and on/off alone."""
    return (
        "resetkeys",
        "resetchannels",
        "clearselectors",
        *_root(rights),
        *(f"({_inner(s)})" for s in rights.selectors),
    )


def access_string(role: Role) -> str:
    """The rights as an ElastiCache access string: on, no passwords, no reset."""
    return " ".join(("on", *_root(role.rights), *(f"({_inner(s)})" for s in role.rights.selectors)))


def setuser(role: Role) -> str:
    """The command that gives a role its rights, as one line for redis-cli."""
    return " ".join(("ACL SETUSER", quote(role.name), *(quote(word) for word in rules(role.rights))))


def _root(rights: Rights) -> tuple[str, ...]:
    return (
        *rights.keys,
        *(f"&{channel}" for channel in rights.channels),
        "-@all",
        *(f"+{command}" for command in rights.commands),
    )


def _inner(selector: Selector) -> str:
    return " ".join(
        (*selector.keys, *(f"&{channel}" for channel in selector.channels), *(f"+{each}" for each in selector.commands))
    )


Categories: TypeAlias = Mapping[str, frozenset[str]]
"""ACL category -> its commands and subcommands, as one server's ACL CAT lists them."""


def from_getuser(reply: Mapping[str, Any], categories: Categories) -> Rights:
    """What ACL GETUSER answers (text throughout) as Rights in normal form.

    Redis 7.0 does not keep the rules that were set: it compresses the set of commands into categories and exceptions
    (`-@all +@hash -hincrby`, measured on 7.0.15), later versions keep the rules. So the rules are carried out, and the
    commands that they allow are compared, one by one.
    """
    found = (
        Selector(allowed(each["commands"], categories), _keys(each["keys"]), _channels(each["channels"]))
        for each in map(_pairs, reply.get("selectors") or ())
    )
    return Rights(
        allowed(reply["commands"], categories), _keys(reply["keys"]), _channels(reply["channels"]), ordered(found)
    )


def _pairs(flat: Any) -> Mapping[str, Any]:
    return flat if isinstance(flat, Mapping) else dict(zip(flat[::2], flat[1::2], strict=True))


def allowed(text: str, categories: Categories) -> tuple[str, ...]:
    """The commands that rules such as `-@all +@hash -hincrby +client|id` allow, sorted; a command with subcommands stands as
    its subcommands."""
    every = frozenset().union(*categories.values()) if categories else frozenset()
    held: set[str] = set()
    for word in text.split():
        sign, name = word[0], word[1:]
        if name == "@all":
            meant = every
        elif name.startswith("@"):
            meant = categories.get(name[1:], frozenset({name}))
        else:
            meant = frozenset(each for each in every if each.startswith(f"{name}|")) | {name}
        held = held | meant if sign == "+" else held - meant
    return tuple(sorted(_leaves(held, every)))


def _leaves(held: set[str], every: frozenset[str]) -> set[str]:
    """Commands with subcommands as their subcommands; only COMMAND, which is one by itself, stays one when all of it is held."""
    whole = {each for each in every if each.startswith("command|")} | {"command"}
    containers = {each.partition("|")[0] for each in every if "|" in each} - {"command"}
    return held - containers if not whole <= held else (held - containers - whole) | {"command"}


def _keys(text: str) -> tuple[str, ...]:
    return tuple(sorted(text.split()))


def _channels(text: str) -> tuple[str, ...]:
    return tuple(sorted(word.removeprefix("&") for word in text.split()))
