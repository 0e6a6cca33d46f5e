#include "cli/command_line.h"

#include <memory>
#include <tuple>

#include "cli/period_commands.h"
#include "cli/sums_commands.h"

namespace tidemark::cli {
namespace {

/// Options live as long as the callback that reads them.
template <typename Options>
Options& keep(CLI::App& command, Choice& choice, Result<int> (*run)(const Session&, const Options&)) {
  auto options = std::make_shared<Options>();
  command.callback([&choice, options, run] {
    choice.run = [options, run](const Session& session) { return run(session, *options); };
  });
  return *options;
}

struct OneId {
  std::int64_t id = 0;
};
struct ManyIds {
  Ids ids;
};

CLI::App& group(CLI::App& app, const std::string& name, const std::string& about) {
  CLI::App& command = *app.add_subcommand(name, about);
  command.require_subcommand(1);
  return command;
}

void declare_list(CLI::App& group, Choice& choice, const std::string& kind) {
  CLI::App& list = *group.add_subcommand("list", "all of them");
  auto o = std::make_shared<ListOptions>();
  if (kind == "accounts" || kind == "posts") {
    list.add_option("--business", o->business, "only of this business");
    list.add_option("--platform", o->platform, "only of this platform");
  }
  if (kind == "posts") {
    list.add_option("--account", o->account, "only of this account");
    list.add_option("--label", o->label, "only with this label, as campaign:spring");
    list.add_option("--from", o->from, "published from here on");
    list.add_option("--to", o->to, "published before");
    list.add_flag("--metrics", o->metrics, "with their figures as they stand");
  }
  list.add_option("--limit", o->limit, "at most so many");
  list.callback([&choice, o, kind] {
    choice.run = [o, kind](const Session& s) {
      return o->metrics ? list_posts_with_metrics(s, *o) : list_things(s, kind, *o);
    };
  });
}

/// list, show and remove, which are the same for all kinds.
void declare_common(CLI::App& group, Choice& choice, const std::string& kind) {
  declare_list(group, choice, kind);
  if (kind != "tokens") {
    CLI::App& show = *group.add_subcommand("show", "one, with all its fields");
    auto one = std::make_shared<OneId>();
    show.add_option("ID", one->id)->required();
    show.callback([&choice, one, kind] {
      choice.run = [one, kind](const Session& s) { return show_thing(s, kind, one->id); };
    });
  }
  CLI::App& remove = *group.add_subcommand(
      "remove", kind == "tokens" ? "revokes them" : "with all that hangs on them, snapshots too");
  auto many = std::make_shared<ManyIds>();
  remove.add_option("ID", many->ids)->required();
  remove.callback([&choice, many, kind] {
    choice.run = [many, kind](const Session& s) { return remove_things(s, kind, many->ids); };
  });
}

void declare_businesses(CLI::App& app, Choice& choice) {
  CLI::App& businesses = group(app, "businesses", "who owns accounts and posts");
  CLI::App& add = *businesses.add_subcommand("add", "registers one");
  NewBusiness& o = keep(add, choice, add_business);
  add.add_option("NAME", o.name)->required();
  add.add_option("--time-zone", o.time_zone, "as Europe/Berlin; UTC if not given");
  declare_common(businesses, choice, "businesses");
}

void declare_accounts(CLI::App& app, Choice& choice) {
  CLI::App& accounts = group(app, "accounts", "whose access to a platform the engine uses");
  CLI::App& add = *accounts.add_subcommand("add", "registers one");
  NewAccount& o = keep(add, choice, add_account);
  o.access_token.environment = "TIDEMARK_ACCESS_TOKEN";
  o.refresh_token.environment = "TIDEMARK_REFRESH_TOKEN";
  add.add_option("--business", o.business)->required();
  add.add_option("--platform", o.platform)->required();
  add.add_option("--user-id", o.user_id, "platform_user_id");
  add.add_option("--page-id", o.page_id, "page_id");
  add.add_option("--instagram-account-id", o.instagram_account_id, "instagram_account_id");
  auto* text = add.add_option("--access-token", o.access_token.text,
                              "seen by every user of this machine; better a file or TIDEMARK_ACCESS_TOKEN");
  add.add_option("--access-token-file", o.access_token.file, "\"-\": standard input")->excludes(text);
  auto* refresh = add.add_option("--refresh-token", o.refresh_token.text,
                                 "as --access-token; better a file or TIDEMARK_REFRESH_TOKEN");
  add.add_option("--refresh-token-file", o.refresh_token.file, "\"-\": standard input")->excludes(refresh);
  add.add_option("--token-expires-at", o.token_expires_at);
  add.add_option("--tracked-since", o.tracked_since, "posts from here on gain from zero; now if not given");
  add.add_flag("--inactive", o.inactive, "registered, but not synced");
  const auto of_one = [&](const char* name, const char* about,
                          Result<int> (*run)(const Session&, std::int64_t)) {
    CLI::App& command = *accounts.add_subcommand(name, about);
    auto one = std::make_shared<OneId>();
    command.add_option("ID", one->id)->required();
    command.callback(
        [&choice, one, run] { choice.run = [one, run](const Session& s) { return run(s, one->id); }; });
  };
  of_one("check", "asks the platform whether its access works, and what is missing", check_account);
  of_one("discover", "registers its posts as the platform lists them", discover_posts);
  declare_common(accounts, choice, "accounts");
}

void declare_posts(CLI::App& app, Choice& choice) {
  CLI::App& posts = group(app, "posts", "what is measured");
  CLI::App& add = *posts.add_subcommand("add", "registers one, or a file of them");
  NewPosts& o = keep(add, choice, add_posts);
  auto* file = add.add_option(
      "--file", o.file,
      "CSV, \"-\" for standard input; columns account_id, platform_post_id, business_id, platform_post_url, "
      "published_at, content_text, label:NAME");
  add.add_option("--business", o.business, "for rows that name none; else the account's");
  add.add_option("--account", o.account, "for rows that name none");
  add.add_option("--id", o.id, "the platform's own id of the post")->excludes(file);
  add.add_option("--post-url", o.url)->excludes(file);
  add.add_option("--published-at", o.published_at)->excludes(file);
  add.add_option("--text", o.text)->excludes(file);
  add.add_option("--label", o.labels, "NAME=VALUE")->excludes(file);
  declare_common(posts, choice, "posts");
}

void declare_tokens(CLI::App& app, Choice& choice) {
  CLI::App& tokens = group(app, "tokens", "who may use the admin API");
  CLI::App& add = *tokens.add_subcommand("add", "makes one and prints it, once");
  NewToken& o = keep(add, choice, add_token);
  add.add_option("NAME", o.name)->required();
  add.add_option("--role", o.role)
      ->check(CLI::IsMember({"admin", "editor", "viewer"}))
      ->capture_default_str();
  add.add_option("--business", o.businesses, "may see these only; all if not given");
  declare_common(tokens, choice, "tokens");
}

void declare_syncing(CLI::App& app, Choice& choice) {
  CLI::App& now = *app.add_subcommand("refresh", "brings a business's posts up to date, now");
  Refresh& r = keep(now, choice, refresh);
  now.add_option("BUSINESS", r.business)->required();
  now.add_option("--platform", r.platforms, "only these");
  now.add_option("--limit", r.limit, "only so many newest posts a platform");

  struct Runs {
    std::optional<std::int64_t> id;
    std::string business;
    std::size_t limit = 20;
  };
  CLI::App& runs = *app.add_subcommand("runs", "the newest runs, or one with its errors");
  auto o = std::make_shared<Runs>();
  runs.add_option("ID", o->id);
  runs.add_option("--business", o->business, "only of this business");
  runs.add_option("--limit", o->limit, "at most so many")->capture_default_str();
  runs.callback([&choice, o] {
    choice.run = [o](const Session& s) {
      return o->id ? show_run(s, *o->id) : list_runs(s, o->business, o->limit);
    };
  });

  CLI::App& state = *app.add_subcommand("status", "whether the engine runs, and how far each business is");
  auto business = std::make_shared<std::string>();
  state.add_option("--business", *business, "only this one");
  state.callback(
      [&choice, business] { choice.run = [business](const Session& s) { return status(s, *business); }; });
}

void declare_reading(CLI::App& app, Choice& choice) {
  CLI::App& show = *app.add_subcommand("show", "a post's figures as they stand");
  auto one = std::make_shared<OneId>();
  show.add_option("POST", one->id)->required();
  show.callback(
      [&choice, one] { choice.run = [one](const Session& s) { return show_analytics(s, one->id); }; });

  CLI::App& history =
      *app.add_subcommand("series", "figures over time: of a post, or summed over a business's");
  struct Either {
    Series one;
    Sums many;
  };
  auto either = std::make_shared<Either>();
  history.callback([&choice, either] {
    choice.run = [either](const Session& s) {
      if (either->one.post != 0) return series(s, either->one);
      Sums& many = either->many;
      many.metrics = either->one.metrics;
      many.from = either->one.from;
      many.to = either->one.to;
      many.step = either->one.step;
      many.value = either->one.value;
      return group_series(s, many);
    };
  });
  Series& o = either->one;
  CLI::Option* post = history.add_option("POST", o.post);
  history
      .add_option("--business", either->many.business,
                  "sums over its posts; all that the token sees if neither is given")
      ->excludes(post);
  for (const auto& [name, text, about] :
       {std::tuple("--platform", &either->many.platform, "only of this platform"),
        std::tuple("--label", &either->many.label, "only with this label, as campaign:spring"),
        std::tuple("--group-by", &either->many.group_by, "platform, or label:NAME")})
    history.add_option(name, *text, about)->excludes(post);
  history.add_option("--metric", o.metrics, "as likes_count; several times or with commas; all if not given")
      ->delimiter(',');
  history.add_option("--from", o.from);
  history.add_option("--to", o.to);
  history.add_option("--step", o.step, "raw if not given; 1d for sums");
  history.add_option("--value", o.value, "last or gain; gain or total for sums");

  CLI::App& plugins = group(app, "plugins", "the platforms that the engine speaks with");
  CLI::App& list = *plugins.add_subcommand("list", "all of them, the refused with their reason");
  list.callback([&choice] { choice.run = list_plugins; });
}

void declare_transfers(CLI::App& app, Choice& choice) {
  CLI::App& out =
      *app.add_subcommand("export", "snapshots as they were stored, for files and other programs");
  ExportOptions& e = keep(out, choice, export_snapshots);
  out.add_option("--business", e.business, "only of this business");
  out.add_option("--platform", e.platform, "only of this platform");
  out.add_option("--account", e.account, "only of this account");
  out.add_option("--post", e.post, "only of this post");
  out.add_option("--label", e.label, "only of posts with this label, as campaign:spring");
  out.add_option("--metric", e.metrics, "as likes_count; several times or with commas; all if not given")
      ->delimiter(',');
  out.add_option("--from", e.from, "fetched from here on");
  out.add_option("--to", e.to, "fetched before; a date is included");
  out.add_option("--format", e.format)
      ->check(CLI::IsMember({"csv", "ndjson", "json", "influx", "openmetrics"}))
      ->capture_default_str();
  out.add_option("--output", e.output, "a file; standard output if not given");

  CLI::App& in = *app.add_subcommand("import", "stores snapshots from a file; a repeat changes nothing");
  ImportOptions& i = keep(in, choice, import_snapshots);
  in.add_option("FILE", i.file, "\"-\" for standard input")->required();
  in.add_option("--format", i.format, "by the file's ending if not given, else csv")
      ->check(CLI::IsMember({"csv", "ndjson", "post-analytics"}));
  in.add_option("--business", i.business, "with post-analytics: in the place of the table's business_id");
  in.add_flag("--create", i.create, "registers unknown posts");
}

void declare_store(CLI::App& app, Choice& choice) {
  CLI::App& store = group(app, "store", "what the engine keeps of measurements");
  const auto command = [&](const char* name, const char* about, Result<int> (*run)(const Session&)) {
    store.add_subcommand(name, about)->callback([&choice, run] { choice.run = run; });
  };
  command("stats", "how large it is", store_stats);
  command("verify", "whether it is sound; exit code 1 if not", store_verify);
  command("pack", "pack everything now, for the smallest size on disk", store_pack);
}

/// Options of the program may stand anywhere on the line.
void let_fall_through(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands({})) {
    command->fallthrough();
    let_fall_through(*command);
  }
}

}  // namespace

void declare(CLI::App& app, Choice& choice) {
  app.set_version_flag("--version", "tidemark " TIDEMARK_VERSION);
  app.require_subcommand(1);
  app.add_option("--url", choice.url, "the engine's address; TIDEMARK_URL, else http://127.0.0.1:8003");
  app.add_option("--data-dir", choice.data_dir,
                 "where the engine keeps admin.token, if TIDEMARK_TOKEN is not set; else /var/lib/tidemark");
  app.add_flag("--json", choice.json, "for programs");
  declare_syncing(app, choice);
  declare_reading(app, choice);
  declare_transfers(app, choice);
  declare_store(app, choice);
  declare_periods(app, choice);
  declare_sums(app, choice);
  declare_businesses(app, choice);
  declare_accounts(app, choice);
  declare_posts(app, choice);
  declare_tokens(app, choice);
  let_fall_through(app);
}

}  // namespace tidemark::cli
