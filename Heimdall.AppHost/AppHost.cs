Console.WriteLine(typeof(Projects.Heimdall_Api));
