#include "host/tls_context.h"

#include <Poco/Exception.h>

#include <csignal>

namespace tidemark {
namespace {

/// OpenSSL writes with write(2), which has no MSG_NOSIGNAL: without this a platform that hangs up ends the
/// engine.
void ignore_broken_pipes() {
  struct sigaction now {};
  if (sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL) std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace

Result<Poco::Net::Context::Ptr> LazyTlsContext::get() {
  std::lock_guard lock(mutex_);
  if (context_) return context_;
  try {
    ignore_broken_pipes();
    Poco::Net::Context::Params params;
    params.caLocation = ca_file_;
    params.loadDefaultCAs = true;
    // Not the default VERIFY_RELAXED: with that Poco does not compare the name of a local host.
    params.verificationMode = Poco::Net::Context::VERIFY_STRICT;
    params.cipherList = "DEFAULT";
    Poco::Net::Context::Ptr context = new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, params);
    context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
    context->enableExtendedCertificateVerification(true);
    context_ = context;
    return context_;
  } catch (const Poco::Exception& e) {
    const std::string file = ca_file_.empty() ? "the system's certificate store" : ca_file_;
    return Error{Code::bad_config, "TLS: cannot read " + file + ": " + e.message()};
  }
}

}  // namespace tidemark
