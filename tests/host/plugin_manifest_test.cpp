#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "plugin_test_support.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  if (at == std::string::npos) throw std::runtime_error("the manifest has no " + what);
  return text.replace(at, what.size(), by);
}

TEST(PluginManifest, IsReadWhole) {
  PluginFolder folder;
  const auto read = read_manifest(
      folder.write("example.toml", ManifestText{}.text() + "source = \"its page\"\nread = 2026-11-22\n"));
  ASSERT_TRUE(read) << read.error().message;
  const Manifest& manifest = *read;
  EXPECT_EQ(manifest.platform, "example");
  EXPECT_EQ(manifest.aliases, std::vector<std::string>{"ex"});
  EXPECT_EQ(manifest.file, folder.path() / "example.so");
  EXPECT_EQ(manifest.metrics[2], (Metric{"day_views", "1", MetricKind::window_total}));
  EXPECT_EQ(manifest.buckets[0].window, std::chrono::minutes(15));
  EXPECT_EQ(manifest.buckets[0].per, Manifest::Bucket::Per::app);
  EXPECT_EQ(manifest.auth.style, Manifest::Auth::Style::bearer);
  EXPECT_EQ(manifest.env.at("EXAMPLE_SECRET"), "app_secret");
  EXPECT_EQ(manifest.bulk, 1u);
  EXPECT_TRUE(manifest.post_id.compiled.matches("17"));
}

TEST(PluginManifest, SaysWhichFiguresDoNotAddUp) {
  PluginFolder folder;
  const std::string plain = ManifestText{}.text();
  const auto read_with = [&](const std::string& line) {
    return read_manifest(folder.write("example.toml", replaced(plain, "name = \"day_views\"\n", line)));
  };
  EXPECT_TRUE(read_with("name = \"day_views\"\n")->metrics[2].additive);
  EXPECT_FALSE(read_with("name = \"day_views\"\nadditive = false\n")->metrics[2].additive);
  EXPECT_THAT(read_with("name = \"day_views\"\nadditive = 1\n").error().message,
              HasSubstr("additive: is neither true nor false"));
  const std::string reach = replaced(plain, "name = \"day_views\"\nkind = \"window_total\"",
                                     "name = \"reach\"\nkind = \"running_total\"");
  const auto standard = read_manifest(folder.write("example.toml", reach));
  ASSERT_TRUE(standard) << standard.error().message;
  EXPECT_FALSE(standard->metrics[2].additive) << "reach never adds up";
}

TEST(PluginManifest, SaysHowAnAppIsNamedAndProvenAndWhichTokensThereAre) {
  PluginFolder folder;
  std::string text = replaced(ManifestText{}.text(), "style = \"bearer\"\n", R"(style = "bearer"
[auth.app]
token = "{page_size}|{app_secret}"
[auth.proof]
parameter = "secret_proof"
key = "app_secret"
origins = ["api"]
[[auth.kind]]
name = "long"
prefix = "TOKL"
[[auth.kind]]
name = "any"
prefix = "TOK"
)");
  const auto read = read_manifest(folder.write("example.toml", text));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->auth.app_token, "{page_size}|{app_secret}");
  ASSERT_TRUE(read->auth.proof);
  EXPECT_EQ(read->auth.proof->parameter, "secret_proof");
  EXPECT_EQ(read->auth.proof->key, "app_secret");
  EXPECT_EQ(read->auth.proof->origins, std::vector<std::uint32_t>{0});
  ASSERT_EQ(read->auth.kinds.size(), 3u);
  EXPECT_EQ(read->auth.kinds[0].name, "long");
  EXPECT_EQ(read->auth.kinds[1].prefix, "TOK");
}

constexpr const char* kThreeMoreBuckets = R"([[bucket]]
name = "posts"
limit = 10
window = "1h"
per = "account"
also = ["member_day", "calls"]
[[bucket]]
name = "member_day"
limit = 20
window = "1d"
per = "account"
starts = "utc"
also = ["app_day"]
[[bucket]]
name = "app_day"
limit = 100
window = "1d"
per = "app"
starts = "utc"
also = ["calls"]
)";

TEST(PluginManifest, LetsABucketNeedOthersOfEitherScope) {
  PluginFolder folder;
  const auto read = read_manifest(folder.write("example.toml", ManifestText{}.text() + kThreeMoreBuckets));
  ASSERT_TRUE(read) << read.error().message;
  const auto& buckets = read->buckets;
  EXPECT_TRUE(buckets[0].also.empty());
  EXPECT_EQ(buckets[1].also, (std::vector<std::uint32_t>{2, 3, 0}));
  EXPECT_EQ(buckets[2].also, (std::vector<std::uint32_t>{3, 0}));
  EXPECT_EQ(buckets[3].also, std::vector<std::uint32_t>{0});
  EXPECT_EQ(buckets[1].starts, Manifest::Bucket::Starts::first_unit);
  EXPECT_EQ(buckets[2].starts, Manifest::Bucket::Starts::utc);
}

TEST(PluginManifest, LetsAVariableStandForTheAddressOfEachOrigin) {
  PluginFolder folder;
  const auto read = read_manifest(folder.write(
      "example.toml", replaced(ManifestText{}.text(), "[env]",
                               "[env]\nEXAMPLE_URL = \"base_url\"\nEXAMPLE_LOGIN = \"login_base_url\"") +
                          "[[origin]]\nname = \"login\"\nbase_url = \"https://login.example.com\"\n"));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->env.at("EXAMPLE_LOGIN"), "login_base_url");
}

TEST(PluginManifest, OfAShippedPluginIsReadable) {
  PluginFolder folder;
  std::ifstream in(fs::path(TIDEMARK_SOURCE_DIR) / "plugins/twitter/plugin.toml");
  const std::string shipped((std::istreambuf_iterator<char>(in)), {});
  const auto read = read_manifest(folder.write(
      "twitter.toml", "file = \"twitter.so\"\nsha256 = \"" + std::string(64, 'a') + "\"\n" + shipped));
  EXPECT_TRUE(read) << read.error().message;
}

// What is changed in a good manifest, and what its error then says. {"": text} puts the text in front.
TEST(PluginManifest, NamesLineAndKeyOfWhatIsWrong) {
  struct Row {
    const char* what;
    const char* by;
    const char* said;
  };
  const Row rows[] = {
      {"version = \"1.2.3\"", "version = 3", "example.toml:4: version: is a whole number, wanted a text"},
      {"version = \"1.2.3\"", "", "version: is missing"},
      {"version = \"1.2.3\"", "version = \" \"", "version: is blank"},
      {"version = \"1.2.3\"", "version = \"1\"\nversoin = \"2\"", "example.toml:5: versoin: unknown key"},
      {"version = \"1.2.3\"", "version = ", "example.toml:4: "},
      {"platform = \"example\"", "platform = \"Ex ample\"", "platform: \"Ex ample\" is not made of"},
      {"aliases = [\"ex\"]", "aliases = [\"example\"]", "aliases: \"example\" is there twice"},
      {"aliases = [\"ex\"]", "aliases = [1]", "aliases: holds a whole number"},
      {"major = 1", "major = \"1\"", "abi.major: is a text"},
      {"file = \"example.so\"", "file = \"../example.so\"", "file: \"../example.so\" is not the name"},
      {"sha256 = \"0000", "sha256 = \"XYZ0", "sha256: is not 64"},
      {"\"check\"]", "\"dance\"]", "capabilities: \"dance\" is unknown; known are sync, discover, check"},
      {"[\"sync\", ", "[", "capabilities: lacks \"sync\""},
      {"[0-9]{1,19}", "[0-9", "post_id.pattern: \"[0-9\" is no regular expression"},
      {"[account.platform_user_id]", "[account.nickname]", "account: \"nickname\" is no field"},
      {"name = \"likes_count\"", "name = \"reach\"\nextra = 1", "metric[0].extra: unknown key"},
      {"name = \"likes_count\"", "name = \"engagement_rate\"", "engagement_rate: is derived"},
      {"kind = \"running_total\"", "kind = \"gauge\"",
       "declared as gauge, the standard metric is a running_total"},
      {"kind = \"gauge\"", "kind = \"counter\"", "metric[1].kind: \"counter\" is none of"},
      {"name = \"day_views\"", "name = \"likes_count\"", "metric[2].name: \"likes_count\" is declared twice"},
      {"default = 100", "default = \"100\"", "config.page_size.default: is not of the key's type"},
      {"type = \"integer\"", "type = \"float\"", "config.page_size.type: \"float\" is none of"},
      {"[config.api_version]", "[config.base_url]",
       "\"base_url\" cannot be the name of a key: it is the engine's own"},
      {"\"app_secret\"\n", "\"other\"\n", "EXAMPLE_SECRET stands for \"other\""},
      {"[config.page_size]",
       "[[origin]]\nname = \"login\"\nbase_url = \"https://l.example\"\n[config.api_base_url]",
       "origin[1].name: makes \"api_base_url\" the engine's own key"},
      {"type = \"secret\"\ndefault = \"\"", "type = \"secret\"\ndefault = \"x\"", "a secret has no default"},
      {"https://api.example.com", "http://api.example.com", "is not https"},
      {"https://api.example.com", "https://api.example.com/", "ends with a slash"},
      {"https://api.example.com", "https://u:p@api.example.com", "user name or password"},
      {"style = \"bearer\"", "style = \"query\"", "auth.parameter: is missing"},
      {"style = \"bearer\"", "style = \"magic\"", "auth.style: \"magic\" is none of"},
      {"window = \"15m\"", "window = \"15\"", "bucket[0].window: \"15\" is not a duration"},
      {"window = \"15m\"", "window = \"0s\"", "is not a duration"},
      {"limit = 900", "limit = -1", "bucket[0].limit: is -1"},
      {"per = \"app\"", "per = \"user\"", "bucket[0].per: \"user\" is neither"},
      {"[[origin]]", "[origin]", "origin: is a table, wanted one or more [[origin]]"},
      {"per = \"app\"", "per = \"app\"\nstarts = \"noon\"", "bucket[0].starts: \"noon\" is not \"utc\""},
      {"per = \"app\"", "per = \"app\"\nalso = [\"other\"]",
       "bucket: \"calls\" also needs \"other\", which is no [[bucket]]"},
      {"per = \"app\"", "per = \"app\"\nalso = [\"calls\"]",
       "bucket: \"calls\" also needs \"calls\", which needs it in turn"},
      {"per = \"app\"", "per = \"app\"\nalso = [\"posts\"]", "which needs it in turn"},
      {"style = \"bearer\"", "style = \"bearer\"\n[auth.app]\ntoken = \"{app_id}|{app_secret}\"",
       "auth.app.token: {app_id} is no key that [config] declares"},
      {"style = \"bearer\"", "style = \"bearer\"\n[auth.app]\ntoken = \"12345|abc\"",
       "auth.app.token: names no key of [config]"},
      {"style = \"bearer\"", "style = \"bearer\"\n[auth.app]\ntoken = \"{app_secret\"",
       "auth.app.token: has a brace without its partner"},
      {"style = \"bearer\"", "style = \"bearer\"\n[auth.app]\ntoken = \"{}\"",
       "auth.app.token: {} is not the name of a key"},
      {"style = \"bearer\"", "style = \"bearer\"\n[auth.app]", "auth.app.token: is missing"},
      {"style = \"bearer\"", "style = \"none\"\n[auth.app]\ntoken = \"{app_secret}\"",
       "auth.app.token: cannot be sent with auth.style \"none\""},
      {"style = \"bearer\"",
       "style = \"bearer\"\n[auth.proof]\nparameter = \"p\"\nkey = \"api_version\"\norigins = [\"api\"]",
       "auth.proof.key: \"api_version\" is no key of type \"secret\""},
      {"style = \"bearer\"",
       "style = \"bearer\"\n[auth.proof]\nparameter = \"p\"\nkey = \"app_secret\"\norigins = [\"graph\"]",
       "auth.proof.origins: \"graph\" is no [[origin]]"},
      {"style = \"bearer\"", "style = \"bearer\"\n[auth.proof]\nparameter = \"p\"\nkey = \"app_secret\"",
       "auth.proof.origins: names no [[origin]]"},
      {"style = \"bearer\"",
       "style = \"query\"\nparameter = \"p\"\n[auth.proof]\nparameter = \"p\"\nkey = \"app_secret\"\norigins "
       "= "
       "[\"api\"]",
       "auth.proof.parameter: \"p\" is the token's"},
      {"style = \"bearer\"", "style = \"bearer\"\n[[auth.kind]]\nname = \"a\"",
       "auth.kind[0].prefix: is missing"},
      {"style = \"bearer\"",
       "style = \"bearer\"\n[[auth.kind]]\nname = \"a\"\nprefix = \"I\"\n[[auth.kind]]\nname = \"b\"\nprefix "
       "= "
       "\"IG\"",
       "auth.kind[1].prefix: \"IG\" is never reached"},
  };
  PluginFolder folder;
  for (const Row& row : rows) {
    const auto read = read_manifest(
        folder.write("example.toml", replaced(ManifestText{}.text() + kThreeMoreBuckets, row.what, row.by)));
    ASSERT_FALSE(read) << row.by;
    EXPECT_EQ(read.error().code, Code::bad_config);
    EXPECT_THAT(read.error().message, HasSubstr(row.said)) << row.by;
    EXPECT_THAT(read.error().message, HasSubstr((folder.path() / "example.toml").string())) << row.by;
  }
}

TEST(PluginManifest, IsRefusedWhereItCannotBeRead) {
  PluginFolder folder;
  EXPECT_FALSE(read_manifest(folder.path() / "missing.toml"));
  EXPECT_FALSE(read_manifest(folder.path()));
  EXPECT_FALSE(read_manifest(folder.write("broken.toml", "version = \"\xFF\"")));
  EXPECT_FALSE(read_manifest(folder.write("large.toml", std::string(2u << 20, '#'))));
}

TEST(PluginManifest, NeverHurtsItsReader) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  PluginFolder folder;
  for (int round = 0; round < 300; ++round) {
    std::string text = ManifestText{}.text() + kThreeMoreBuckets;
    for (unsigned changes = 1 + random() % 3; changes > 0; --changes) {
      const std::size_t at = random() % text.size();
      if (random() % 2)
        text[at] = static_cast<char>(random());
      else
        text.erase(at, random() % 40);
    }
    const auto read = read_manifest(folder.write("example.toml", text));
    if (!read) {
      EXPECT_EQ(read.error().code, Code::bad_config);
      EXPECT_THAT(read.error().message, HasSubstr("example.toml"));
    }
  }
}

TEST(PluginSettings, AreCheckedAgainstTheManifest) {
  PluginFolder folder;
  const Manifest manifest = read_manifest(folder.write("example.toml", ManifestText{}.text())).value();
  struct Row {
    PlatformSettings settings;
    const char* said;  // empty: good
  };
  const Row rows[] = {
      {{}, ""},
      {{{"page_size", "50"}, {"app_secret", "s3cret"}, {"api_version", "v3"}}, ""},
      {{{"base_url", "http://127.0.0.1:8080"}}, ""},
      {{{"base_url", "http://[::1]:8080/x"}}, ""},
      {{{"base_url", "http://localhost"}}, ""},
      {{{"base_url", "http://intranet"}, {"allow_plain", "true"}}, ""},
      {{{"base_url", "http://intranet"}}, "platforms.example.base_url: \"http://intranet\" is not https"},
      {{{"base_url", "ftp://intranet"}}, "is not an address"},
      {{{"base_url", "https://a.example/?q"}}, "query or fragment"},
      {{{"base_url", "https://a.example/v1/"}}, "ends with a slash"},
      {{{"base_url", "https://me:s3cret@a.example"}}, "base_url: an address with a user name or password"},
      {{{"base_url", "http://127.0.0.1.evil.example"}}, "is not https"},
      // What the client could not send to is refused at the start, not at the first request.
      {{{"base_url", "HTTPS://a.example"}}, "is not an address"},
      {{{"base_url", "https://a.example:0"}}, "is not an address"},
      {{{"base_url", "https://a.example:99999"}}, "is not an address"},
      {{{"base_url", "https://a b.example"}}, "is not an address"},
      {{{"base_url", "https://"}}, "is not an address"},
      {{{"page_size", "many"}}, "platforms.example.page_size: is not a whole number"},
      {{{"allow_plain", "yes"}}, "platforms.example.allow_plain: is neither true nor false"},
      {{{"pagesize", "1"}}, "platforms.example.pagesize: unknown key"},
  };
  for (const Row& row : rows) {
    const auto checked = check_settings(manifest, row.settings);
    EXPECT_EQ(static_cast<bool>(checked), *row.said == '\0') << row.said;
    if (!checked) {
      EXPECT_THAT(checked.error().message, HasSubstr(row.said));
    }
  }
}

TEST(PluginSettings, ReachThePluginTypedAndWithoutSecrets) {
  PluginFolder folder;
  const Manifest manifest = read_manifest(folder.write("example.toml", ManifestText{}.text())).value();
  EXPECT_EQ(config_json(manifest, {}), R"({"api_version":"v2","page_size":100})");
  EXPECT_EQ(
      config_json(manifest, {{"api_version", "a\"b\\c\n"}, {"page_size", "007"}, {"app_secret", "s3cret"}}),
      R"({"api_version":"a\"b\\c\n","page_size":7})");
}

}  // namespace
}  // namespace tidemark::testing
