#include "catalog/session.h"

#include <Poco/Data/AbstractBinding.h>
#include <Poco/Data/AbstractExtraction.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>

#include <deque>
#include <limits>
#include <map>
#include <mutex>

namespace tidemark {
namespace {

namespace data = Poco::Data;

/// All parameters of a statement as one binding, so that they are given anew at each run. Poco's own bindings
/// keep references to variables instead.
class Arguments final : public data::AbstractBinding {
 public:
  void give(Session::Parameters parameters) {
    parameters_ = std::move(parameters);
    blobs_.clear();
    bound_ = false;
  }

  std::size_t numOfColumnsHandled() const override { return parameters_.size(); }
  std::size_t numOfRowsHandled() const override { return 1; }
  bool canBind() const override { return !bound_; }
  void reset() override { bound_ = false; }
  void bind(std::size_t position) override {
    data::AbstractBinder& binder = *getBinder();
    for (const Param& parameter : parameters_) std::visit(Put{binder, position++, blobs_}, parameter.value());
    bound_ = true;
  }

 private:
  struct Put {
    data::AbstractBinder& binder;
    std::size_t position;
    std::deque<data::BLOB>& blobs;
    void operator()(std::monostate) const { binder.bind(position, Poco::NULL_GENERIC); }
    void operator()(std::int64_t number) const { binder.bind(position, static_cast<Poco::Int64>(number)); }
    void operator()(const std::string& text) const { binder.bind(position, text); }
    void operator()(const Bytes& bytes) const {
      // A BLOB without bytes would be bound as NULL.
      if (bytes.data.empty()) return binder.bind(position, std::string());
      const auto* first = reinterpret_cast<const unsigned char*>(bytes.data.data());
      binder.bind(position, blobs.emplace_back(first, bytes.data.size()));
    }
  };

  Session::Parameters parameters_;
  std::deque<data::BLOB> blobs_;  // Poco gives SQLite their address and copies nothing
  bool bound_ = false;
};

/// All columns of an answer as one extraction, which hands each row over as it comes.
class Rows final : public data::AbstractExtraction {
 public:
  void give_to(const Session::OnRow& on_row) { on_row_ = &on_row; }
  void columns(std::size_t count) { columns_ = count; }

  std::size_t numOfColumnsHandled() const override { return columns_; }
  std::size_t numOfRowsHandled() const override { return 0; }
  std::size_t numOfRowsAllowed() const override { return std::numeric_limits<std::size_t>::max(); }
  bool canExtract() const override { return true; }
  std::size_t extract(std::size_t position) override {
    Row row(*getExtractor(), position);
    (*on_row_)(row);
    return 1;
  }
  data::AbstractPreparation::Ptr createPreparation(data::AbstractPreparator::Ptr& preparator,
                                                   std::size_t) override {
    throw Poco::NotImplementedException(preparator ? "bulk reads" : "");
  }

 private:
  const Session::OnRow* on_row_ = nullptr;
  std::size_t columns_ = 1;
};

struct Prepared {
  data::Statement statement;
  Poco::SharedPtr<Arguments> arguments;
  Poco::SharedPtr<Rows> rows;
};

}  // namespace

struct Session::Impl {
  data::Session session;
  std::map<std::string, Prepared, std::less<>> prepared;

  Prepared& statement(std::string_view sql, bool takes_parameters) {
    if (const auto known = prepared.find(sql); known != prepared.end()) return known->second;
    Prepared fresh{data::Statement(session), new Arguments, new Rows};
    fresh.statement << std::string(sql);
    if (takes_parameters) fresh.statement.addBind(fresh.arguments);
    fresh.statement.addExtract(fresh.rows);
    return prepared.emplace(sql, std::move(fresh)).first->second;
  }
};

Session::Session(const std::string& file) {
  static std::once_flag registered;
  std::call_once(registered, data::SQLite::Connector::registerConnector);
  impl_ = std::make_unique<Impl>(Impl{data::Session(data::SQLite::Connector::KEY, file), {}});
}

Session::~Session() = default;

void Session::run(std::string_view sql, Parameters parameters) {
  each(sql, std::move(parameters), [](Row&) {});
}

void Session::each(std::string_view sql, Parameters parameters, const OnRow& on_row) {
  Prepared& prepared = impl_->statement(sql, !parameters.empty());
  try {
    prepared.arguments->give(std::move(parameters));
    prepared.rows->give_to(on_row);
    prepared.statement.execute();
  } catch (...) {
    // What failed may be stuck half way through: the next run prepares it anew.
    impl_->prepared.erase(impl_->prepared.find(sql));
    throw;
  }
}

bool Session::any(std::string_view sql, Parameters parameters) {
  bool found = false;
  each(sql, std::move(parameters), [&](Row&) { found = true; });
  return found;
}

Row& Row::operator>>(std::int64_t& number) {
  Poco::Int64 read = 0;
  from_.extract(column_++, read);
  number = read;
  return *this;
}

Row& Row::operator>>(std::uint64_t& number) {
  std::int64_t read = 0;
  *this >> read;
  number = static_cast<std::uint64_t>(read);
  return *this;
}

Row& Row::operator>>(bool& yes) {
  std::int64_t read = 0;
  *this >> read;
  yes = read != 0;
  return *this;
}

Row& Row::operator>>(std::string& text) {
  if (!from_.extract(column_++, text)) text.clear();
  return *this;
}

Row& Row::operator>>(Bytes& bytes) {
  data::BLOB read;
  from_.extract(column_++, read);
  bytes.data.assign(reinterpret_cast<const char*>(read.rawContent()), read.size());
  return *this;
}

bool Row::skip_null() {
  if (!from_.isNull(column_)) return false;
  ++column_;
  return true;
}

}  // namespace tidemark
